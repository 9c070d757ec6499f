-- One row per refunded line of a Shopify order, and one for the rest of the refund (shipping, goodwill). The rows of a refund
-- add up to the money that its transactions paid back; goods taken back without money are rows of zero, which still restock.
with

refunds as (
    {{ current_rows(source('raw_shopify', 'refunds')) }}
),

order_refunds as (
    {{ current_rows(source('raw_shopify', 'order_refunds')) }}
),

orders as (
    select * from {{ ref('base_shopify__orders') }}
),

all_refunds as (
    select
        source, id, order_id, created_at, note, restock, refund_line_items, transactions_amount,
        shipping_adjustment, adjustment_tax, loaded_at
    from refunds
    union all
    select
        order_refunds.source, order_refunds.id, order_refunds.order_id, order_refunds.created_at, order_refunds.note,
        order_refunds.restock, order_refunds.refund_line_items, order_refunds.transactions_amount,
        order_refunds.shipping_adjustment, order_refunds.adjustment_tax, order_refunds.loaded_at
    from order_refunds
    left join refunds
        on order_refunds.source = refunds.source and order_refunds.id = refunds.id
    where refunds.id is null
),

sold as (
    select
        all_refunds.*,
        orders.profile_record_id,
        upper(orders.currency) as currency,
        coalesce(orders.taxes_included, false) as is_tax_included
    from all_refunds
    inner join orders
        on all_refunds.source = orders.source and all_refunds.order_id = orders.id
    where not coalesce(orders.test, false)
),

lines as (
    select
        sold.source,
        sold.id as shopify_refund_id,
        {{ json_text('elements.element', '$.id') }} as refund_line_id,
        {{ json_text('elements.element', '$.line_item_id') }} as order_line_record_id,
        coalesce(
            {{ money(json_text('elements.element', '$.subtotal')) }},
            {{ money(json_text('elements.element', '$.line_item.price')) }}
            * cast({{ json_text('elements.element', '$.quantity') }} as integer),
            0
        ) as subtotal_amount,
        coalesce({{ money(json_text('elements.element', '$.total_tax')) }}, 0) as tax_amount,
        coalesce(
            {{ json_text('elements.element', '$.restock_type') }} in ('return', 'cancel', 'legacy_restock'), sold.restock, false
        ) as is_restocked
    from sold
    cross join {{ unnest_json('sold.refund_line_items') }}
),

valued as (
    select
        lines.*,
        lines.subtotal_amount + case when sold.is_tax_included then 0 else lines.tax_amount end as line_value
    from lines
    inner join sold
        on lines.source = sold.source and lines.shopify_refund_id = sold.id
),

running as (
    select
        *,
        sum(line_value) over (
            partition by source, shopify_refund_id
            order by refund_line_id asc nulls first
            rows between unbounded preceding and current row
        ) as value_so_far
    from valued
),

line_totals as (
    select source, shopify_refund_id, sum(line_value) as line_value
    from valued
    group by source, shopify_refund_id
),

paid_back as (
    select
        sold.*,
        coalesce(line_totals.line_value, 0) as line_value,
        coalesce(sold.shipping_adjustment, 0) as shipping_back,
        coalesce(sold.adjustment_tax, 0) as adjustment_tax_back,
        coalesce(
            sold.transactions_amount,
            coalesce(line_totals.line_value, 0) + coalesce(sold.shipping_adjustment, 0) + coalesce(sold.adjustment_tax, 0)
        ) as refunded_amount
    from sold
    left join line_totals
        on sold.source = line_totals.source and sold.id = line_totals.shopify_refund_id
),

line_rows as (
    select
        paid_back.*,
        running.refund_line_id as part,
        running.order_line_record_id,
        running.is_restocked,
        running.tax_amount as line_tax,
        running.line_value as value_of_line,
        least(running.value_so_far, paid_back.refunded_amount)
        - least(running.value_so_far - running.line_value, paid_back.refunded_amount) as amount
    from running
    inner join paid_back
        on running.source = paid_back.source and running.shopify_refund_id = paid_back.id
),

final as (
    select
        source,
        id || ':' || part as refund_id,
        order_id,
        order_line_record_id,
        profile_record_id,
        'refund' as refund_kind,
        created_at as refunded_at,
        amount,
        {{ round_to_currency('coalesce(line_tax * amount / nullif(value_of_line, 0), 0)', 'currency') }} as tax_amount,
        cast(0 as decimal(18, 4)) as shipping_amount,
        is_restocked,
        currency,
        {{ filled('note') }} as reason,
        loaded_at
    from line_rows
    union all
    select
        source,
        id || ':rest' as refund_id,
        order_id,
        cast(null as varchar(100)) as order_line_record_id,
        profile_record_id,
        'refund' as refund_kind,
        created_at as refunded_at,
        refunded_amount - line_value as amount,
        least(adjustment_tax_back, refunded_amount - line_value) as tax_amount,
        least(shipping_back, refunded_amount - line_value - least(adjustment_tax_back, refunded_amount - line_value))
            as shipping_amount,
        false as is_restocked,
        currency,
        {{ filled('note') }} as reason,
        loaded_at
    from paid_back
    where refunded_amount > line_value
)

select *, refund_id as record_id from final
