-- Over all its months an entry earns what was booked, in its own currency and in the reporting currency; and its months
-- have earned by as_of what the entry as a whole has.
{{ config(meta={
    'finding': "earned and deferred money is not what was booked, for {count} currencies and entry types"
}) }}
with

compared as (
    select entry_type, currency, amount, reporting_amount, 0 as earned_reporting_amount
    from {{ ref('fct_ledger_entries') }}
    union all
    select entry_type, currency, -amount, -reporting_amount, -earned_reporting_amount
    from {{ ref('fct_earned_entries') }}
    union all
    select entry_type, currency, 0, 0, earned_reporting_amount from {{ ref('int_earned_to_date') }}
)

select
    entry_type,
    currency,
    sum(amount) as difference,
    sum(reporting_amount) as reporting_difference,
    sum(earned_reporting_amount) as earned_difference
from compared
group by entry_type, currency
having sum(amount) <> 0 or sum(reporting_amount) <> 0 or sum(earned_reporting_amount) <> 0
