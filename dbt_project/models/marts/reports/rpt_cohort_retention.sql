with

cohorts as (
    select * from {{ ref('int_customer_cohorts') }}
),

-- What somebody cost before he first paid stands in the month in which he did.
months as (
    select
        cohorts.customer_id,
        cohorts.cohort_month_number,
        cohorts.first_product_line,
        greatest(earned.month_number - cohorts.cohort_month_number, 0) as months_since,
        sum(case when earned.entry_type = 'list_price' then earned.earned_amount end) as list_amount,
        sum(earned.earned_amount) as contribution
    from cohorts
    inner join {{ ref('int_customer_earned') }} as earned
        on cohorts.customer_id = earned.customer_id
    where earned.month_number <= {{ month_number(as_of_date()) }}
    group by
        cohorts.customer_id,
        cohorts.cohort_month_number,
        cohorts.first_product_line,
        greatest(earned.month_number - cohorts.cohort_month_number, 0)
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
        count(case when months.list_amount > 0 then 1 end) as paying_customers,
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
