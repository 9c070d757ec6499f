-- Over all its months an entry earns what was booked, in its own currency and in the reporting currency; and its months
-- have earned by as_of what the entry as a whole has, and before the trailing windows of 12 and 24 months, which can be
-- told where as_of ends a month.
{{ config(meta={
    'finding': "earned and deferred money is not what was booked, for {count} currencies and entry types"
}) }}
{%- set can_be_told = 'extract(day from ' ~ window_start(0) ~ ') = 1' %}

with

compared as (
    select
        entry_type, currency, amount, reporting_amount,
        0 as earned_reporting_amount, 0 as earned_before_12m, 0 as earned_before_24m
    from {{ ref('fct_ledger_entries') }}
    union all
    select
        entry_type,
        currency,
        -amount,
        -reporting_amount,
        -earned_reporting_amount,
        case when {{ can_be_told }} and earned_month < {{ window_start(12) }} then -reporting_amount else 0 end,
        case when {{ can_be_told }} and earned_month < {{ window_start(24) }} then -reporting_amount else 0 end
    from {{ ref('fct_earned_entries') }}
    union all
    select
        entry_type,
        currency,
        0,
        0,
        earned_reporting_amount,
        case when {{ can_be_told }} then earned_before_12m else 0 end,
        case when {{ can_be_told }} then earned_before_24m else 0 end
    from {{ ref('int_earned_to_date') }}
)

select
    entry_type,
    currency,
    sum(amount) as difference,
    sum(reporting_amount) as reporting_difference,
    sum(earned_reporting_amount) as earned_difference,
    sum(earned_before_12m) as before_12m_difference,
    sum(earned_before_24m) as before_24m_difference
from compared
group by entry_type, currency
having
    sum(amount) <> 0
    or sum(reporting_amount) <> 0
    or sum(earned_reporting_amount) <> 0
    or sum(earned_before_12m) <> 0
    or sum(earned_before_24m) <> 0
