-- Money ties out to the cent: what was booked as given back by a Shopify shop is what its refunds say, summed from
-- raw on their own. Left out, as no money: refunds of test orders and of orders that took none, refunds of orders
-- in no file that name no currency (assert_refunds_say_their_currency counts them), and what comes after as_of.
{{ config(meta={
    'finding': "the ledger is not what Shopify's refunds say, in {count} sums of a source and currency",
    'named': ['source', 'currency', 'measure']
}) }}
with

orders as (
    {{ current_rows(source('raw_shopify', 'orders')) }}
),

single_refunds as (
    {{ current_rows(source('raw_shopify', 'refunds')) }}
),

order_refunds as (
    {{ current_rows(source('raw_shopify', 'order_refunds')) }}
),

-- A refund comes by itself or inside its order; where both came, the one by itself counts.
given as (
    select
        source, id, order_id, created_at, refund_line_items, transactions_amount, currency, shipping_adjustment,
        adjustment_tax
    from single_refunds
    union all
    select
        source, id, order_id, created_at, refund_line_items, transactions_amount, currency, shipping_adjustment,
        adjustment_tax
    from order_refunds
    where (source, id) not in (select (source, id) from single_refunds)
),

refunds as (
    select
        given.*,
        coalesce(orders.currency, given.currency) as refund_currency,
        coalesce(orders.taxes_included, false) as is_tax_included
    from given
    left join orders
        on given.source = orders.source and given.order_id = orders.id
    where
        not coalesce(orders.test, false)
        and {{ took_money('orders.financial_status') }}
        and coalesce(orders.currency, given.currency) is not null
        and given.created_at < {{ as_of_instant() }}
),

lines as (
    select
        refunds.source,
        refunds.id,
        refunds.is_tax_included,
        {{ money(json_text('elements.element', '$.subtotal')) }} as subtotal,
        {{ money(json_text('elements.element', '$.line_item.price')) }} as unit_price,
        {{ money(json_text('elements.element', '$.quantity')) }} as quantity,
        {{ money(json_text('elements.element', '$.total_tax')) }} as tax_amount
    from refunds
    cross join {{ unnest_json('refunds.refund_line_items') }}
),

line_totals as (
    select
        source,
        id,
        sum({{ money("coalesce(subtotal, unit_price * quantity, 0)") }}) as amount,
        sum(case when not is_tax_included then tax_amount end) as tax_amount
    from lines
    group by source, id
),

-- What the transactions paid back; where they were not asked for, what the lines and adjustments come to.
expected as (
    select
        refunds.source,
        upper(refunds.refund_currency) as currency,
        'refunded' as measure,
        -coalesce(
            refunds.transactions_amount,
            coalesce(line_totals.amount, 0)
            + coalesce(line_totals.tax_amount, 0)
            + coalesce(refunds.shipping_adjustment, 0)
            + coalesce(refunds.adjustment_tax, 0)
        ) as amount
    from refunds
    left join line_totals
        on refunds.source = line_totals.source and refunds.id = line_totals.id
),

{{ tied_out_to_ledger('shopify', entries='refund_id is not null') }}
