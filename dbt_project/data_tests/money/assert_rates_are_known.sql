-- Every amount has an exchange rate for its day. Those without stay in their own currency, and out of every total.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(unconverted_entries), 0)',
    meta={'finding': "{count} ledger entries are in a currency without a rate for their day, and in no total: add the missing days to the rates file that feeds.yml names"}
) }}

select
    source,
    currency,
    count(*) as unconverted_entries
from {{ ref('fct_ledger_entries') }}
where reporting_amount is null
group by source, currency
