with

customers as (
    select
        customers.customer_number,
        customers.customer_kind,
        {{ local_date('booked.first_paid_at') }} as first_paid_date,
        {{ month_number(local_date('booked.first_paid_at')) }} as first_paid_month,
        {{ last_new_month(local_date('booked.first_paid_at')) }} as last_new_month
    from {{ ref('int_customers') }} as customers
    left join {{ ref('int_customer_booked') }} as booked
        on customers.customer_number = booked.customer_number
),

points as (
    select * from {{ ref('int_tier_points') }}
),

present as (
    select * from {{ ref('int_tier_present') }}
),

-- A month-end is the first of its month, so months tell there what only days do at as_of's midnight.
measured as (
    select
        points.*,
        customers.customer_kind,
        false as is_preview,
        coalesce(customers.first_paid_month < points.month_number, false) as has_paid,
        points.month_number <= customers.last_new_month as is_new
    from points
    inner join customers on points.customer_number = customers.customer_number
    union all
    select
        present.customer_number,
        present.month_number,
        present.contribution_12m,
        present.has_earned,
        present.reads_on_anothers_money,
        customers.customer_kind,
        true,
        coalesce(customers.first_paid_date < {{ window_start(0) }}, false),
        {{ days_between('customers.first_paid_date', window_start(0)) }} < {{ var('tier_new_days', 90) }}
    from present
    inner join customers on present.customer_number = customers.customer_number
),

-- `new` before `dormant`: who has just paid for a term that begins later has earned us nothing yet, but is not asleep.
final as (
    select
        customer_number,
        customer_kind,
        month_number,
        is_preview,
        contribution_12m,
        case
            when not has_paid then case when reads_on_anothers_money then 'beneficiary' else 'prospect' end
            when reads_on_anothers_money and not has_earned then 'beneficiary'
            when is_new then 'new'
            when not has_earned then 'dormant'
            else 'ranked'
        end as tier_state
    from measured
)

select * from final
