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

-- No period, or one that ends on the local day it begins: earned when booked. So is, of a refund, what takes back money
-- already earned, and what the rate has moved by since it was paid: perhaps beside some of the month's future.
at_once as (
    select
        {{ earned_entry_columns() }},
        is_spread as is_part,
        {{ month_number('occurred_date') }} as month_number,
        cast(date_trunc('month', occurred_date) as date) as earned_month,
        {{ money('case when is_spread then amount - unearned_amount else amount end') }} as amount,
        {{ money('case when is_spread then reporting_amount - reporting_unearned_amount else reporting_amount end') }}
            as reporting_amount
    from entries
    where not is_spread or unearned_amount <> amount or reporting_unearned_amount <> reporting_amount
),

final as (
    select
        {{ earned_entry_columns() }},
        is_part,
        month_number,
        earned_month,
        amount,
        reporting_amount,
        amount as earned_amount,
        reporting_amount as earned_reporting_amount
    from at_once
    union all
    select
        {{ earned_entry_columns() }}, is_part, month_number, earned_month, amount, reporting_amount, earned_amount,
        earned_reporting_amount
    from months
)

select * from final
