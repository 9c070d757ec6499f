with

customers as (
    select customer_id from {{ ref('int_customers') }}
),

attention as (
    select * from {{ ref('int_customer_attention') }}
),

mailings as (
    select * from {{ ref('int_customer_mailings') }}
),

visits as (
    select * from {{ ref('int_customer_visits') }}
),

order_scores as (
    select * from {{ ref('int_customer_order_scores') }}
),

order_habits as (
    select * from {{ ref('int_customer_order_habits') }}
),

worth_signs as (
    select * from {{ ref('int_customer_worth_signs') }}
),

final as (
    select
        customers.customer_id,
        {{ as_of_date() }} as as_of_date,
        cast(attention.active_days_30 as integer) as active_days_30,
        attention.attention_band,
        cast(worth_signs.breadth as integer) as breadth,
        worth_signs.is_discount_dependent,
        worth_signs.is_support_heavy,
        order_habits.is_seasonal,
        worth_signs.is_advocate,
        order_scores.last_order_date as last_goods_order_date,
        cast(coalesce(order_scores.order_count, 0) as integer) as goods_order_count,
        {{ money('order_scores.order_amount') }} as goods_order_amount,
        order_scores.recency_score,
        order_scores.frequency_score,
        order_scores.monetary_score,
        order_scores.order_segment,
        cast(coalesce(mailings.promotional_mailings, 0) as integer) as promotional_mailings_180,
        cast(visits.observed_weeks as integer) as observed_weeks,
        cast(visits.visited_weeks as integer) as visited_weeks,
        cast(visits.session_count as integer) as sessions_180,
        mailings.opens_every_mailing,
        visits.visits_every_week,
        visits.stays_every_session,
        order_habits.always_uses_a_code,
        worth_signs.reacts_to_launches,
        worth_signs.refers_buyers
    from customers
    left join attention on customers.customer_id = attention.customer_id
    left join mailings on customers.customer_id = mailings.customer_id
    left join visits on customers.customer_id = visits.customer_id
    left join order_scores on customers.customer_id = order_scores.customer_id
    left join order_habits on customers.customer_id = order_habits.customer_id
    left join worth_signs on customers.customer_id = worth_signs.customer_id
)

select * from final
