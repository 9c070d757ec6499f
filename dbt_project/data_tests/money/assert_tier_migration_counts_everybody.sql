-- At each month-end every customer seen by then stands once, with what all of them contributed in the 12 months before.
{{ config(meta={
    'finding': "the tier migration of {count} month-ends does not add up to all customers and what they earned us"
}) }}
with

report as (
    select
        tier_date,
        sum(customers) as customers,
        sum(contribution_profit_12m) as contribution
    from {{ ref('rpt_tier_migration') }}
    group by tier_date
),

first_seen as (
    select customer_id, min(valid_from) as first_tier_date
    from {{ ref('dim_customer_tier_history') }}
    group by customer_id
),

counted as (
    select report.tier_date, count(*) as customers
    from report
    inner join first_seen on report.tier_date >= first_seen.first_tier_date
    group by report.tier_date
),

months as (
    select earned_month, sum(reporting_amount) as contribution
    from {{ ref('fct_earned_entries') }}
    where customer_id is not null and entry_type not in ('tax', 'acquisition_cost', 'ad_revenue')
    group by earned_month
),

earned as (
    select report.tier_date, sum(months.contribution) as contribution
    from report
    inner join months
        on report.tier_date > months.earned_month
        and report.tier_date <= {{ add_months('months.earned_month', 12) }}
    group by report.tier_date
)

select
    report.tier_date as place,
    report.customers as found,
    counted.customers as wanted,
    report.contribution as found_contribution,
    earned.contribution as wanted_contribution
from report
inner join counted on report.tier_date = counted.tier_date
left join earned on report.tier_date = earned.tier_date
where report.customers <> counted.customers or report.contribution <> coalesce(earned.contribution, 0)
