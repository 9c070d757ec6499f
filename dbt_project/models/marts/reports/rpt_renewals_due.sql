with

due as (
    select * from {{ ref('int_subscriptions_due') }}
),

customers as (
    select * from {{ ref('dim_customers') }}
),

customer_value as (
    select * from {{ ref('fct_customer_value') }}
),

final as (
    select
        due.source,
        due.subscription_id,
        due.payer_customer_id as customer_id,
        due.title,
        due.format,
        due.sales_channel,
        due.copies,
        {{ money('due.months_per_term') }} as months_per_term,
        due.is_gift,
        cast(due.due_bucket as integer) as due_bucket,
        cast(due.due_in_days as integer) as due_in_days,
        due.term_end_at,
        {{ local_date('due.term_end_at') }} as term_end_date,
        due.renews_automatically,
        due.is_cancelled,
        due.next_amount,
        {{ at_own_margin('due.next_amount', 'customer_value') }} as next_contribution,
        customers.value_tier,
        customers.lifecycle_stage,
        customers.risk_state,
        customer_value.value_at_risk
    from due
    left join customers on due.payer_customer_id = customers.customer_id
    left join customer_value on due.payer_customer_id = customer_value.customer_id
)

select * from final
