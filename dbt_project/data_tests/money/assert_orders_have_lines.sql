-- An order of Shopify that took money and has no line says what was paid and not for what: its shipping stands on its
-- first line, so all of it is in no total. It is left out, and counted.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(orders), 0)',
    meta={
        'finding': "{count} orders are in no total: they took money and have no line; export them with their line_items",
        'named': ['source']
    }
) }}
with

orders as (
    select source, id
    from ({{ current_rows(source('raw_shopify', 'orders')) }}) as current_orders
    where
        not coalesce(test, false)
        and {{ took_money('financial_status') }}
        and coalesce(subtotal_price, 0) + coalesce(total_tax, 0) + coalesce(shipping_amount, 0) > 0
        and coalesce(processed_at, created_at) < {{ as_of_instant() }}
),

order_lines as (
    {{ current_rows(source('raw_shopify', 'order_lines')) }}
)

select
    orders.source,
    count(*) as orders
from orders
left join order_lines
    on orders.source = order_lines.source and orders.id = order_lines.order_id
where order_lines.order_id is null
group by orders.source
