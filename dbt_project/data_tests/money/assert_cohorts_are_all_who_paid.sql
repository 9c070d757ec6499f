-- Each customer who ever paid is in one cohort, and by now the cohorts have contributed what those customers have.
{{ config(meta={
    'finding': "the cohorts do not add up to the customers who ever paid and what they earned us: {count} totals differ"
}) }}
with

cohorts as (
    select
        sum(case when months_since = 0 then customers end) as customers,
        sum(contribution) as contribution
    from {{ ref('rpt_cohort_retention') }}
),

payers as (
    select
        count(*) as customers,
        sum(customer_value.contribution_profit) as contribution
    from {{ ref('fct_customer_value') }} as customer_value
    inner join {{ ref('int_customers') }} as customers
        on customer_value.customer_id = customers.customer_id
    inner join {{ ref('int_customer_booked') }} as booked
        on customers.customer_number = booked.customer_number
    where booked.first_paid_at is not null
)

select
    cohorts.customers as found,
    payers.customers as wanted,
    cohorts.contribution as found_contribution,
    payers.contribution as wanted_contribution
from cohorts
cross join payers
where
    coalesce(cohorts.customers, 0) <> payers.customers
    or coalesce(cohorts.contribution, 0) <> coalesce(payers.contribution, 0)
