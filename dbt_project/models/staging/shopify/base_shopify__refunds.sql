-- One row per Shopify refund of an order that took money, whether it came by itself or inside its order. Where no file
-- has the order, it is nobody's: shops export their orders from a day on, and go on refunding older ones.
with

refunds as (
    {{ current_rows(source('raw_shopify', 'refunds')) }}
),

order_refunds as (
    {{ current_rows(source('raw_shopify', 'order_refunds')) }}
),

all_orders as (
    {{ current_rows(source('raw_shopify', 'orders')) }}
),

orders as (
    select * from {{ ref('base_shopify__orders') }}
    where is_paid and not coalesce(test, false)
),

both_ways as (
    select
        source, id, order_id, created_at, note, restock, refund_line_items,
        transactions_amount, currency, shipping_adjustment, adjustment_tax, loaded_at, 1 as precedence
    from refunds
    union all
    select
        source, id, order_id, created_at, note, restock, refund_line_items,
        transactions_amount, currency, shipping_adjustment, adjustment_tax, loaded_at, 2 as precedence
    from order_refunds
),

ranked as (
    select
        *,
        row_number() over (partition by source, id order by precedence asc nulls last) as place
    from both_ways
),

final as (
    select
        ranked.source,
        ranked.id as refund_id,
        ranked.order_id,
        orders.profile_record_id,
        ranked.created_at as refunded_at,
        {{ filled('ranked.note') }} as reason,
        coalesce(ranked.restock, false) as is_restocked,
        ranked.refund_line_items,
        ranked.transactions_amount,
        coalesce(ranked.shipping_adjustment, 0) as shipping_amount,
        coalesce(ranked.adjustment_tax, 0) as tax_amount,
        upper(coalesce(orders.currency, ranked.currency)) as currency,
        coalesce(orders.taxes_included, false) as is_tax_included,
        ranked.loaded_at
    from ranked
    left join orders
        on ranked.source = orders.source and ranked.order_id = orders.id
    left join all_orders
        on ranked.source = all_orders.source and ranked.order_id = all_orders.id
    where ranked.place = 1 and (orders.id is not null or (all_orders.id is null and ranked.currency is not null))
)

select * from final
