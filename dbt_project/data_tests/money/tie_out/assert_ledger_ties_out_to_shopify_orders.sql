-- Money ties out to the cent: what was booked of Shopify's orders, their tax and shipping is what the orders and
-- their lines say, summed from raw on their own. Left out, as no money: test orders, orders that nothing was
-- paid for, such as pending, authorized, voided or expired ones, and what comes after as_of.
{{ config(meta={
    'finding': "the ledger is not what Shopify's orders say, in {count} sums of a source, currency and measure",
    'named': ['source', 'currency', 'measure']
}) }}
with

orders as (
    select
        *,
        coalesce(taxes_included, false) as is_tax_included,
        coalesce(shipping_tax, 0) as shipping_tax_amount
    from ({{ current_rows(source('raw_shopify', 'orders')) }}) as current_orders
    where
        not coalesce(test, false)
        and {{ took_money('financial_status') }}
        and coalesce(processed_at, created_at) < {{ as_of_instant() }}
),

line_totals as (
    select
        source,
        order_id,
        sum({{ money('quantity * price') }}) as gross_amount,
        sum(coalesce(discount_allocations, total_discount, 0)) as discount_amount,
        sum(tax_lines) as tax_amount
    from ({{ current_rows(source('raw_shopify', 'order_lines')) }}) as current_order_lines
    group by source, order_id
),

-- Older orders say discount and tax for the whole order only.
totals as (
    select
        orders.*,
        line_totals.gross_amount,
        case
            when line_totals.discount_amount <> 0 then line_totals.discount_amount
            when line_totals.gross_amount = 0 then 0
            else {{ round_to_currency(
                'coalesce(orders.total_line_items_price - orders.subtotal_price, 0)', 'orders.currency'
            ) }}
        end as discount_amount,
        case
            when line_totals.tax_amount is not null then line_totals.tax_amount
            when line_totals.gross_amount = 0 then 0
            else {{ round_to_currency(
                'coalesce(orders.total_tax, 0) - orders.shipping_tax_amount', 'orders.currency'
            ) }}
        end as tax_amount
    from orders
    inner join line_totals
        on orders.source = line_totals.source and orders.id = line_totals.order_id
),

expected as (
    select
        source,
        upper(currency) as currency,
        'sold' as measure,
        gross_amount - discount_amount - case when is_tax_included then tax_amount else 0 end as amount
    from totals
    union all
    select source, upper(currency), 'order_tax', tax_amount + shipping_tax_amount from totals
    union all
    select
        source, upper(currency), 'order_shipping',
        coalesce(shipping_amount, 0) - case when is_tax_included then shipping_tax_amount else 0 end
    from totals
),

{{ tied_out_to_ledger('shopify', entries='refund_id is null') }}
