with

customers as (
    select * from {{ ref('int_customers') }}
),

years as (
    select * from {{ ref('int_tier_years') }}
),

booked as (
    select
        customer_number,
        {{ month_number(local_date('first_paid_at')) }} as first_paid_month,
        {{ last_new_month(local_date('first_paid_at')) }} as last_new_month
    from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
),

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
    where anothers_money_from is not null
),

present as (
    select * from {{ ref('int_tier_present') }}
    where tier_state <> 'ranked'
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

-- The state of somebody who is not ranked can change while he reads on another's money and when that is over, when he
-- is first seen, when he is new as a payer and no longer so, and when twelve months have passed since a payer's last
-- money. Between those nothing moves, so nothing is worked out.
signs as (
    select customer_number, cast(month_number as integer) as month_number, month_number <= last_month as is_reading
    from after_reading
    union all
    select years.customer_number, years.lapsed_month_number, false
    from years
    inner join booked on years.customer_number = booked.customer_number
    where years.lapsed_month_number > booked.first_paid_month
    union all
    select customer_number, first_paid_month + 1, false from booked
    union all
    select customer_number, last_new_month + 1, false from booked
    union all
    select
        customer_number,
        coalesce({{ month_number(local_date('first_seen_at')) }} + 1, {{ month_number(as_of_date()) }}),
        false
    from customers
),

turns as (
    select
        customer_number,
        month_number,
        {{ whole_quotient('month_number - 1', '12') }} as year_number,
        (month_number - 1) % 12 + 1 as month_of_year,
        bool_or(is_reading) as reads_on_anothers_money
    from signs
    where month_number <= {{ month_number(as_of_date()) }}
    group by customer_number, month_number
),

measured as (
    select
        turns.customer_number,
        turns.month_number,
        turns.reads_on_anothers_money,
        {{ earned_in_twelve_months('turns.month_of_year') }} as has_earned,
        coalesce(booked.first_paid_month < turns.month_number, false) as has_paid,
        turns.month_number <= booked.last_new_month as is_new
    from turns
    inner join customers on turns.customer_number = customers.customer_number
    left join years
        on turns.customer_number = years.customer_number
        and turns.year_number = years.year_number
    left join booked on turns.customer_number = booked.customer_number
),

states as (
    select *, {{ tier_state() }} as tier_state
    from measured
),

final as (
    select customer_number, month_number, false as is_preview, tier_state
    from states
    where tier_state <> 'ranked'
    union all
    select customer_number, month_number, true, tier_state
    from present
)

select * from final
