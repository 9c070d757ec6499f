-- Money ties out to the cent: what was booked from each feed is what the feed says, per source, currency and
-- measure, and every minute was rated. The feeds are summed on their own, past every model of the ledger. A return
-- takes money back, whichever sign it is written with.
{{ config(meta={
    'finding': "the ledger is not what the feeds say, in {count} sums of a source, currency and measure",
    'named': ['source', 'currency', 'measure']
}) }}
with

paid as (
    select * from {{ ref('int_payments_unioned') }}
    where status = 'paid' and paid_at < {{ as_of_instant() }}
),

-- Where a payment does not say its own tax or shipping, its lines do.
payment_lines as (
    {{ payment_line_totals() }}
),

charged as (
    select
        paid.source,
        paid.currency,
        coalesce(paid.tax_amount, payment_lines.tax_amount) as tax_amount,
        coalesce(paid.shipping_amount, payment_lines.shipping_amount) as shipping_amount
    from paid
    left join payment_lines
        on paid.source = payment_lines.source
        and paid.payment_id = payment_lines.payment_id
        and paid.currency = payment_lines.currency
),

lines as (
    select
        *,
        case when quantity < 0 and line_amount > 0 then -1 else 1 end as money_sign
    from {{ ref('int_order_lines_unioned') }}
    where not coalesce(is_test, false) and ordered_at < {{ as_of_instant() }}
),

refunds as (
    select * from {{ ref('int_refunds_unioned') }}
    where refunded_at < {{ as_of_instant() }}
),

expected as (
    select source, currency, 'paid' as measure, paid_amount as amount from paid
    union all
    select source, currency, 'fee', -fee_amount from paid
    union all
    select source, currency, 'payment_tax', tax_amount from charged
    union all
    select source, currency, 'payment_shipping', shipping_amount from charged
    union all
    select source, currency, 'sold', line_amount from lines
    where quantity >= 0
    union all
    select source, currency, 'returned', -abs(line_amount) from lines
    where quantity < 0
    union all
    select source, currency, 'line_tax', money_sign * tax_amount from lines
    union all
    select source, currency, 'line_shipping', money_sign * shipping_amount from lines
    union all
    select source, currency, 'refunded', -(amount + coalesce(fee_amount, 0)) from refunds
    union all
    select source, currency, 'aggregate', net_amount from {{ ref('int_aggregate_sales_unioned') }}
    where {{ local_midnight('period_end') }} < {{ as_of_instant() }}
    union all
    select source, currency, 'aggregate_tax', tax_amount from {{ ref('int_aggregate_sales_unioned') }}
    where {{ local_midnight('period_end') }} < {{ as_of_instant() }}
    union all
    select source, currency, 'campaign', -amount from {{ ref('int_campaign_costs_unioned') }}
    where {{ local_midnight('date_from') }} < {{ as_of_instant() }}
    union all
    select source, null, 'minutes', minutes_spent from {{ ref('int_support_tickets_unioned') }}
    where opened_at < {{ as_of_instant() }} and not coalesce(is_deleted, false)
),

booked as (
    select
        source,
        case when entry_type = 'support_cost' then null else currency end as currency,
        case
            when entry_type = 'support_cost' then 'minutes'
            when entry_type = 'acquisition_cost' then 'campaign'
            when refund_id is not null then 'refunded'
            when payment_id is not null and entry_type in ('list_price', 'discount') then 'paid'
            when payment_id is not null and entry_type = 'payment_fee' then 'fee'
            when payment_id is not null and entry_type in ('tax', 'shipping') then 'payment_' || entry_type
            when order_id is not null and entry_type in ('list_price', 'discount') then 'sold'
            when order_id is not null and entry_type = 'refund' then 'returned'
            when order_id is not null then 'line_' || entry_type
            when payment_id is null and entry_type in ('list_price', 'channel_commission') then 'aggregate'
            when payment_id is null and entry_type = 'tax' then 'aggregate_tax'
        end as measure,
        case when entry_type = 'support_cost' then quantity else amount end as amount
    from {{ ref('fct_ledger_entries') }}
    where basis = 'fed' or entry_type = 'support_cost'
),

compared as (
    select source, currency, measure, coalesce(amount, 0) as amount from expected
    union all
    select source, currency, measure, -amount from booked
    where measure is not null
)

select
    source,
    currency,
    measure,
    sum(amount) as difference
from compared
group by source, currency, measure
having sum(amount) <> 0
