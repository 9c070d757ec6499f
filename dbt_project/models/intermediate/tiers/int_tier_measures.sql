with

customers as (
    select
        customers.customer_id,
        customers.customer_kind,
        {{ local_date('booked.first_paid_at') }} as first_paid_date
    from {{ ref('int_customers') }} as customers
    left join {{ ref('int_customer_booked') }} as booked
        on customers.customer_id = booked.customer_id
),

earned as (
    select * from {{ ref('int_customer_earned') }}
    where customer_id is not null
),

points as (
    select * from {{ ref('int_tier_points') }}
),

present as (
    select * from {{ ref('int_tier_present') }}
),

timeline as (
    select customer_id, month_number, true as is_point, has_earned, reads_on_anothers_money, 0 as contribution
    from points
    union all
    select customer_id, month_number, false, null, null, contribution
    from earned
),

-- What is earned in a month counts from the next month-end on, for twelve months.
summed as (
    select
        *,
        sum(contribution) over (
            partition by customer_id order by month_number asc nulls last
            range between 12 preceding and 1 preceding
        ) as contribution_before
    from timeline
),

measured as (
    select
        customer_id,
        month_number,
        false as is_preview,
        {{ month_of_number('month_number') }} as tier_date,
        {{ money('coalesce(contribution_before, 0)') }} as contribution_12m,
        has_earned,
        reads_on_anothers_money
    from summed
    where is_point
    union all
    select customer_id, month_number, true, tier_date, contribution_12m, has_earned, reads_on_anothers_money
    from present
),

dated as (
    select
        measured.*,
        customers.customer_kind,
        customers.first_paid_date
    from measured
    inner join customers
        on measured.customer_id = customers.customer_id
),

-- `new` before `dormant`: who has just paid for a term that begins later has earned us nothing yet, but is not asleep.
final as (
    select
        customer_id,
        customer_kind,
        month_number,
        is_preview,
        tier_date,
        first_paid_date,
        contribution_12m,
        case
            when first_paid_date is null or first_paid_date >= tier_date
                then case when reads_on_anothers_money then 'beneficiary' else 'prospect' end
            when reads_on_anothers_money and not has_earned then 'beneficiary'
            when {{ days_between('first_paid_date', 'tier_date') }} < {{ var('tier_new_days', 90) }} then 'new'
            when not has_earned then 'dormant'
            else 'ranked'
        end as tier_state
    from dated
)

select * from final
