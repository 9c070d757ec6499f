{{ config(materialized='view') }}

with

orders as (
    select * from {{ ref('int_customer_orders') }}
),

final as (
    select
        customer_number,
        count(*) as order_count,
        min(ordered_at) as first_order_at,
        max(ordered_at) as last_order_at,
        max(case when order_kind = 'order' then ordered_at end) as last_goods_order_at,
        count(distinct case
            when ordered_at >= {{ local_midnight(window_start(12)) }} then 1
            when ordered_at >= {{ local_midnight(window_start(24)) }} then 2
            when ordered_at >= {{ local_midnight(window_start(36)) }} then 3
        end) as years_with_orders
    from orders
    group by customer_number
)

select * from final
