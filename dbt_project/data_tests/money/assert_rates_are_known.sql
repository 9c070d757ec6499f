-- Amber: amounts in a currency without a rate for their day stay in their own currency and out of every total.
{{ config(severity='warn') }}

select
    source,
    currency,
    count(*) as unconverted_entries
from {{ ref('fct_ledger_entries') }}
where reporting_amount is null
group by source, currency
