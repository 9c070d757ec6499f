{{ config(materialized='view') }}

-- Whom no device, login or living newsletter is linked to cannot be watched: no row, and so null days, not 0.
with

memberships as (
    select * from {{ ref('int_newsletter_memberships_unioned') }}
    where status = 'subscribed'
),

habits as (
    select * from {{ ref('int_customer_habits') }}
),

watched as (
    select customer_id from {{ ref('stg_identity__devices') }}
    where customer_id is not null
    union
    select customer_id from {{ ref('int_web_sessions') }}
    where customer_id is not null
    union
    select customer_records.customer_id
    from memberships
    {{ inner_join_customers('memberships') }}
    union
    select customer_id from habits
    where recent_days > 0
),

counted as (
    select
        watched.customer_id,
        coalesce(habits.recent_days, 0) as active_days_30
    from watched
    left join habits on watched.customer_id = habits.customer_id
),

final as (
    select
        customer_id,
        active_days_30,
        case
            when active_days_30 >= {{ var('attention_habit_days', 15) }} then 'habit'
            when active_days_30 >= {{ var('attention_regular_days', 4) }} then 'regular'
            when active_days_30 >= 1 then 'light'
            else 'none'
        end as attention_band
    from counted
)

select * from final
