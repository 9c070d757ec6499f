-- Money ties out to the cent: what was booked from each source of files is what its rows say, per currency and
-- measure, summed from raw on their own, past every model. Left out, as no money: payments that are not `paid`,
-- test orders, and what comes after as_of. A return takes money back, whichever sign it is written with.
{{ config(meta={
    'finding': "the ledger is not what the loaded files say, in {count} sums of a source, currency and measure",
    'named': ['source', 'currency', 'measure']
}) }}
with

payments as (
    select * from ({{ current_rows(source('raw_files', 'payments')) }}) as current_payments
    where status = 'paid' and paid_at < {{ as_of_instant() }}
),

-- Where a payment does not say its own tax or shipping, its lines do.
line_totals as (
    select
        source,
        payment_id,
        currency,
        sum(tax_amount) as tax_amount,
        sum(case when line_kind = 'shipping' then line_amount end) as shipping_amount
    from ({{ current_rows(source('raw_files', 'payment_lines')) }}) as current_payment_lines
    group by source, payment_id, currency
),

charged as (
    select
        payments.source,
        payments.currency,
        coalesce(payments.tax_amount, line_totals.tax_amount) as tax_amount,
        coalesce(payments.shipping_amount, line_totals.shipping_amount) as shipping_amount
    from payments
    left join line_totals
        on payments.source = line_totals.source
        and payments.payment_id = line_totals.payment_id
        and payments.currency = line_totals.currency
),

order_lines as (
    select
        *,
        case when quantity < 0 and line_amount > 0 then -1 else 1 end as money_sign
    from ({{ current_rows(source('raw_files', 'order_lines')) }}) as current_order_lines
    where not coalesce(is_test, false) and ordered_at < {{ as_of_instant() }}
),

refunds as (
    select * from ({{ current_rows(source('raw_files', 'refunds')) }}) as current_refunds
    where refunded_at < {{ as_of_instant() }}
),

aggregate_sales as (
    select * from ({{ current_rows(source('raw_files', 'aggregate_sales')) }}) as current_aggregate_sales
    where {{ local_midnight('period_end') }} < {{ as_of_instant() }}
),

campaign_costs as (
    select * from ({{ current_rows(source('raw_files', 'campaign_costs')) }}) as current_campaign_costs
    where {{ local_midnight('date_from') }} < {{ as_of_instant() }}
),

expected as (
    select source, currency, 'paid' as measure, paid_amount as amount from payments
    union all
    select source, currency, 'fee', -fee_amount from payments
    union all
    select source, currency, 'payment_tax', tax_amount from charged
    union all
    select source, currency, 'payment_shipping', shipping_amount from charged
    union all
    select source, currency, 'sold', money_sign * line_amount from order_lines
    union all
    select source, currency, 'order_tax', money_sign * tax_amount from order_lines
    union all
    select source, currency, 'order_shipping', money_sign * shipping_amount from order_lines
    union all
    select source, currency, 'refunded', -(amount + coalesce(fee_amount, 0)) from refunds
    union all
    select source, currency, 'aggregate', net_amount from aggregate_sales
    union all
    select source, currency, 'aggregate_tax', tax_amount from aggregate_sales
    union all
    select source, currency, 'campaign', -amount from campaign_costs
),

{{ tied_out_to_ledger('files') }}
