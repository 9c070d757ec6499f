with

cohorts as (
    select * from {{ ref('int_customer_cohorts') }}
),

-- What is paid by issue is earned in the months of the issues, but pays for those between them too.
lived as (
    select
        customers.customer_id,
        earned.month_number,
        earned.contribution,
        case when earned.has_paid then 1 else 0 end as is_paying
    from {{ ref('int_customer_earned') }} as earned
    inner join {{ ref('int_customers') }} as customers
        on earned.customer_number = customers.customer_number
    union all
    select customer_id, month_number, 0, 1 from {{ ref('int_customer_served_months') }}
),

-- What somebody cost before he first paid stands in the month in which he did.
months as (
    select
        cohorts.customer_id,
        cohorts.cohort_month_number,
        cohorts.first_product_line,
        greatest(lived.month_number - cohorts.cohort_month_number, 0) as months_since,
        max(lived.is_paying) = 1 as is_paying,
        sum(lived.contribution) as contribution
    from cohorts
    inner join lived on cohorts.customer_id = lived.customer_id
    group by
        cohorts.customer_id,
        cohorts.cohort_month_number,
        cohorts.first_product_line,
        greatest(lived.month_number - cohorts.cohort_month_number, 0)
),

sizes as (
    select
        cohort_month_number,
        first_product_line,
        count(*) as customers
    from cohorts
    group by cohort_month_number, first_product_line
),

-- Every month up to as_of, also those in which nobody paid.
cells as (
    select
        *,
        {{ each_below(month_number(as_of_date()) ~ ' - cohort_month_number + 1') }} as months_since
    from sizes
),

counted as (
    select
        cells.cohort_month_number,
        cells.first_product_line,
        cells.months_since,
        cells.customers,
        count(case when months.is_paying then 1 end) as paying_customers,
        coalesce(sum(months.contribution), 0) as contribution
    from cells
    left join months
        on cells.cohort_month_number = months.cohort_month_number
        and cells.first_product_line = months.first_product_line
        and cells.months_since = months.months_since
    group by cells.cohort_month_number, cells.first_product_line, cells.months_since, cells.customers
),

final as (
    select
        {{ month_of_number('cohort_month_number') }} as cohort_month,
        first_product_line,
        cast(months_since as integer) as months_since,
        cast(customers as integer) as customers,
        cast(paying_customers as integer) as paying_customers,
        {{ exact_share('paying_customers', 'customers') }} as paying_share,
        {{ money('contribution') }} as contribution,
        {{ money('sum(contribution) over so_far') }} as cumulative_contribution
    from counted
    window so_far as (
        partition by cohort_month_number, first_product_line
        order by months_since asc nulls last
        rows between unbounded preceding and current row
    )
)

select * from final
