{{ config(materialized='view') }}

with

active_days as (
    select
        customer_id,
        {{ days_between('activity_date', as_of_date()) }} as days_ago
    from {{ ref('int_customer_active_days') }}
    where (engaged_seconds >= 10 or human_clicks >= 1) and activity_date <= {{ as_of_date() }}
),

final as (
    select
        customer_id,
        count(case when days_ago < 30 then 1 end) as recent_days,
        count(case when days_ago between 30 and 119 then 1 end) as earlier_days
    from active_days
    group by customer_id
)

select * from final
