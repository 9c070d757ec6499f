-- Every amount has an exchange rate for its day. Those without stay in their own currency, and out of every total;
-- so do the costs and refunds of a sale without one, in whatever currency.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(unconverted_entries), 0)',
    meta={'finding': "{count} ledger entries are in no total: sales in a currency without a rate for their day, and what those sales cost or gave back; add the missing days to the rates file, which feeds.yml names under rates"}
) }}

select
    source,
    currency,
    count(*) as unconverted_entries
from {{ ref('fct_ledger_entries') }}
where reporting_amount is null
group by source, currency
