-- A refund gives money back; one that a feed writes below zero would add it.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(refunds), 0)',
    meta={'finding': "{count} refunds add money instead of giving it back: the feed writes them below zero; map refunds.amount with the other sign in feeds.yml"}
) }}

select
    source,
    count(*) as refunds
from {{ ref('fct_ledger_entries') }}
where entry_type in ('refund', 'chargeback') and amount > 0
group by source
