-- Nobody's silence is seen without a device or a newsletter of his: then there is no row, not one of no days.
with

habits as (
    select * from {{ ref('int_customer_habits') }}
),

devices as (
    select * from {{ ref('stg_identity__devices') }}
),

memberships as (
    select * from {{ ref('int_newsletter_memberships_unioned') }}
    where status = 'subscribed'
),

observed as (
    select customer_id from habits
    union
    select customer_id from devices
    where customer_id is not null
    union
    select customer_records.customer_id
    from memberships
    {{ inner_join_customers('memberships') }}
),

counted as (
    select
        observed.customer_id,
        coalesce(habits.recent_days, 0) as active_days_30
    from observed
    left join habits on observed.customer_id = habits.customer_id
),

final as (
    select
        customer_id,
        active_days_30,
        case
            when active_days_30 >= 15 then 'habit'
            when active_days_30 >= 4 then 'regular'
            when active_days_30 >= 1 then 'light'
            else 'none'
        end as engagement
    from counted
)

select * from final
