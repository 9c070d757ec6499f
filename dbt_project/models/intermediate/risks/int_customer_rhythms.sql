{{ config(materialized='view') }}

-- Three orders make a rhythm: the median of the days between them. Twice the median is the lower and the upper middle
-- gap together, whole days whether their number is odd or even.
with

order_days as (
    select distinct
        customer_id,
        {{ local_date('ordered_at') }} as order_date
    from {{ ref('int_customer_orders') }}
    where order_kind = 'order'
),

gaps as (
    select
        customer_id,
        order_date,
        {{ days_between(
            'lag(order_date) over (partition by customer_id order by order_date asc nulls last)', 'order_date'
        ) }} as gap_days
    from order_days
),

final as (
    select
        customer_id,
        {{ days_between('max(order_date)', as_of_date()) }}
        > percentile_disc(0.5) within group (order by gap_days asc nulls last)
        + percentile_disc(0.5) within group (order by gap_days desc nulls last) as is_overdue
    from gaps
    group by customer_id
    having count(*) >= 3
)

select * from final
