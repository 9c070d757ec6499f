with

customers as (
    select * from {{ ref('int_customers') }}
),

events as (
    select * from {{ ref('int_tier_events') }}
),

booked as (
    select * from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
),

busy_months as (
    select customer_id, month_number from events
    where list_amount > 0
    union
    select customer_id, {{ month_number(local_date('first_paid_at')) }} from booked
),

followed as (
    select
        customer_id,
        month_number,
        least(
            13,
            coalesce(
                lead(month_number) over (partition by customer_id order by month_number asc nulls last) - month_number,
                13
            )
        ) as months_on
    from busy_months
),

-- A tier can change at the month-ends of the year after money was earned, where access begins or ends, and when
-- somebody is first seen. Between those nothing moves, so nothing is worked out.
points as (
    select customer_id, month_number + 1 + {{ each_below('months_on') }} as month_number from followed
    union
    select customer_id, month_number + 1 from events
    where has_access_moved
    union
    select
        customer_id,
        coalesce({{ month_number(local_date('first_seen_at')) }} + 1, {{ month_number(as_of_date()) }})
    from customers
),

final as (
    select
        points.customer_id,
        points.month_number
    from points
    inner join customers
        on points.customer_id = customers.customer_id
    where points.month_number <= {{ month_number(as_of_date()) }}
)

select * from final
