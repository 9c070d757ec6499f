{{ config(materialized='view') }}

with

entries as (
    select
        *,
        {{ is_served_over_days() }} as is_spread
    from {{ ref('int_ledger_entries') }}
),

months as (
    select * from {{ ref('int_earned_months') }}
),

-- Of a refund what takes back money already earned counts on its day, perhaps beside some of the month's future; so
-- does what the rate has moved by since it was paid.
parts as (
    select
        {{ earned_entry_columns() }},
        cast(date_trunc('month', occurred_date) as date) as earned_month,
        amount - unearned_amount as amount,
        reporting_amount - reporting_unearned_amount as reporting_amount,
        amount - unearned_amount as earned_amount,
        reporting_amount - reporting_unearned_amount as earned_reporting_amount
    from entries
    where is_spread and (unearned_amount <> amount or reporting_unearned_amount <> reporting_amount)
    union all
    select
        {{ earned_entry_columns() }}, earned_month, amount, reporting_amount, earned_amount, earned_reporting_amount
    from months
    where is_part
),

-- No period, or one that ends on the local day it begins: earned when booked.
final as (
    select
        {{ earned_entry_columns() }},
        cast(date_trunc('month', occurred_date) as date) as earned_month,
        amount,
        reporting_amount,
        amount as earned_amount,
        reporting_amount as earned_reporting_amount
    from entries
    where not is_spread
    union all
    select
        {{ earned_entry_columns() }}, earned_month, amount, reporting_amount, earned_amount, earned_reporting_amount
    from months
    where not is_part
    union all
    select
        {{ earned_entry_columns() }},
        earned_month,
        {{ money('sum(amount)') }} as amount,
        {{ money('sum(reporting_amount)') }} as reporting_amount,
        {{ money('sum(earned_amount)') }} as earned_amount,
        {{ money('sum(earned_reporting_amount)') }} as earned_reporting_amount
    from parts
    group by {{ earned_entry_columns() }}, earned_month
)

select * from final
