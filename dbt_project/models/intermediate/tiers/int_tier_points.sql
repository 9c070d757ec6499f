with

customers as (
    select * from {{ ref('int_customers') }}
),

earned as (
    select * from {{ ref('int_customer_earned') }}
    where customer_id is not null and has_paid
),

booked as (
    select * from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
),

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
    where anothers_money_from is not null
),

busy_months as (
    select customer_id, month_number, month_number as earned_month_number from earned
    union all
    select customer_id, {{ month_number(local_date('first_paid_at')) }}, null from booked
),

followed as (
    select
        customer_id,
        month_number,
        max(earned_month_number) over so_far as earned_month_number,
        least(13, coalesce(lead(month_number) over so_far - month_number, 13)) as months_on
    from busy_months
    window so_far as (
        partition by customer_id
        order by month_number asc nulls last
        rows between unbounded preceding and current row
    )
),

after_money as (
    select
        customer_id,
        earned_month_number,
        month_number + 1 + {{ each_below('months_on') }} as month_number
    from followed
    where months_on > 0
),

reading as (
    select
        customer_id,
        {{ month_number(local_date('anothers_money_from')) }} as first_month,
        coalesce({{ month_number(local_date('access_until')) }}, {{ month_number(as_of_date()) }}) as last_month
    from subscriptions
),

after_reading as (
    select
        customer_id,
        last_month,
        first_month + 1 + {{ each_below('greatest(last_month - first_month, 0) + 1') }} as month_number
    from reading
),

-- A tier can change at the month-ends of the year after money was earned, of what is read on another's money, at those
-- where either is over, and when somebody is first seen. Between those nothing moves, so nothing is worked out.
points as (
    select
        customer_id,
        month_number,
        case when month_number - earned_month_number <= 12 then 1 else 0 end as is_earning,
        0 as is_reading
    from after_money
    union all
    select customer_id, month_number, 0, case when month_number <= last_month then 1 else 0 end from after_reading
    union all
    select
        customer_id,
        coalesce({{ month_number(local_date('first_seen_at')) }} + 1, {{ month_number(as_of_date()) }}),
        0,
        0
    from customers
),

final as (
    select
        customer_id,
        month_number,
        max(is_earning) = 1 as has_earned,
        max(is_reading) = 1 as reads_on_anothers_money
    from points
    where month_number <= {{ month_number(as_of_date()) }}
    group by customer_id, month_number
)

select * from final
