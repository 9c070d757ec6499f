with

customers as (
    select customer_number, customer_kind = 'organisation' as is_organisation
    from {{ ref('int_customers') }}
),

booked as (
    select customer_number, {{ last_new_month(local_date('first_paid_at')) }} as last_new_month
    from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
),

present as (
    select * from {{ ref('int_tier_present') }}
    where tier_state = 'ranked'
),

payers as (
    select
        years.*,
        customers.is_organisation,
        booked.last_new_month
    from {{ ref('int_tier_years') }} as years
    inner join booked on years.customer_number = booked.customer_number
    inner join customers on years.customer_number = customers.customer_number
),

month_ends as (
    {{ month_ends_of('payers', ['customer_number', 'is_organisation', 'last_new_month']) }}
),

-- Ranked is who has paid, is no longer new, and of whom something was earned in the twelve months. A month-end is the
-- first of its month, so months tell there what only days do at as_of's midnight.
final as (
    select customer_number, is_organisation, month_number, false as is_preview, contribution_12m
    from month_ends
    where month_number > last_new_month and month_number <= {{ month_number(as_of_date()) }}
    union all
    select
        present.customer_number,
        customers.is_organisation,
        present.month_number,
        true,
        present.contribution_12m
    from present
    inner join customers on present.customer_number = customers.customer_number
)

select * from final
