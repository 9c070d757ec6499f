with

gifts as (
    select * from {{ ref('int_subscriptions_due') }}
    where is_gift
),

final as (
    select
        source,
        subscription_id,
        payer_customer_id as giver_customer_id,
        reader_customer_id as receiver_customer_id,
        title,
        format,
        copies,
        cast(due_bucket as integer) as due_bucket,
        cast(due_in_days as integer) as due_in_days,
        term_end_at,
        {{ local_date('term_end_at') }} as term_end_date,
        renews_automatically,
        paid_amount,
        next_amount
    from gifts
)

select * from final
