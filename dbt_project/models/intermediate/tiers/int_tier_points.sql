{{ config(materialized='view') }}

with

customers as (
    select * from {{ ref('int_customers') }}
),

earned as (
    select * from {{ ref('int_customer_earned') }}
),

booked as (
    select * from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
),

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
    where anothers_money_from is not null
),

-- What a month earns counts at the twelve month-ends after it; at the thirteenth it is missed.
after_money as (
    select
        *,
        {{ each_below(13) }} as months_later
    from earned
),

reading as (
    select
        customer_number,
        {{ month_number(local_date('anothers_money_from')) }} as first_month,
        coalesce({{ month_number(local_date('access_until')) }}, {{ month_number(as_of_date()) }}) as last_month
    from subscriptions
),

after_reading as (
    select
        customer_number,
        last_month,
        first_month + 1 + {{ each_below('greatest(last_month - first_month, 0) + 1') }} as month_number
    from reading
),

-- A tier can change at the month-ends of the year after money was earned, of what is read on another's money, at those
-- where either is over, when somebody is first seen, and when a payer is new and no longer so. Between those nothing
-- moves, so nothing is worked out.
signs as (
    select
        customer_number,
        cast(month_number + 1 + months_later as integer) as month_number,
        case when months_later < 12 then contribution end as contribution,
        has_paid and months_later < 12 as has_earned,
        false as is_reading,
        has_paid as is_point
    from after_money
    union all
    select customer_number, cast(month_number as integer), null, false, month_number <= last_month, true
    from after_reading
    union all
    select customer_number, {{ month_number(local_date('first_paid_at')) }} + 1, null, false, false, true from booked
    union all
    select customer_number, {{ last_new_month(local_date('first_paid_at')) }} + 1, null, false, false, true from booked
    union all
    select
        customer_number,
        coalesce({{ month_number(local_date('first_seen_at')) }} + 1, {{ month_number(as_of_date()) }}),
        null,
        false,
        false,
        true
    from customers
),

final as (
    select
        customer_number,
        month_number,
        {{ money('coalesce(sum(contribution), 0)') }} as contribution_12m,
        bool_or(has_earned) as has_earned,
        bool_or(is_reading) as reads_on_anothers_money
    from signs
    where month_number <= {{ month_number(as_of_date()) }}
    group by customer_number, month_number
    having bool_or(is_point)
)

select * from final
