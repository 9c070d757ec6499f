{#-
    The end of a tie-out from raw: one row per source, currency and measure in which the fed entries of the ledger are not
    what the feed says. Reads the CTE
    expected  source, currency, measure, amount, signed as the ledger signs it; null counts nothing
    connector: whose sources are compared. entries: the condition on fct_ledger_entries that makes them all comparable.
-#}
{% macro tied_out_to_ledger(connector, entries='true') -%}
booked as (
    select
        source,
        currency,
        case
            when refund_id is not null then 'refunded'
            when entry_type = 'acquisition_cost' then 'campaign'
            when entry_type = 'payment_fee' then 'fee'
            when payment_id is not null and entry_type in ('list_price', 'discount') then 'paid'
            when payment_id is not null then 'payment_' || entry_type
            when order_id is not null and entry_type in ('list_price', 'discount', 'refund') then 'sold'
            when order_id is not null then 'order_' || entry_type
            when entry_type in ('list_price', 'channel_commission') then 'aggregate'
            else 'aggregate_' || entry_type
        end as measure,
        amount
    from {{ ref('fct_ledger_entries') }}
    where
        basis = 'fed'
        and {{ entries }}
        and source in (select source from {{ source('ops', 'sources') }} where connector = '{{ connector }}')
),

compared as (
    select source, currency, measure, coalesce(amount, 0) as amount from expected
    union all
    select source, currency, measure, -amount from booked
)

select
    source,
    currency,
    measure,
    sum(amount) as difference
from compared
group by source, currency, measure
having sum(amount) <> 0
{%- endmacro %}
