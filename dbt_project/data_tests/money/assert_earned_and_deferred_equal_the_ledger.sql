-- Over all its months an entry earns what was booked, in its own currency and in the reporting currency.
{{ config(meta={
    'finding': "earned and deferred money is not what was booked, for {count} currencies and entry types"
}) }}
with

compared as (
    select entry_type, currency, amount, reporting_amount from {{ ref('fct_ledger_entries') }}
    union all
    select entry_type, currency, -amount, -reporting_amount from {{ ref('fct_earned_entries') }}
)

select
    entry_type,
    currency,
    sum(amount) as difference,
    sum(reporting_amount) as reporting_difference
from compared
group by entry_type, currency
having sum(amount) <> 0 or sum(reporting_amount) <> 0
