-- One row per line of a Shopify refund, with its value and that of the lines up to it.
with

refunds as (
    select * from {{ ref('base_shopify__refunds') }}
),

listed as (
    select
        refunds.*,
        {{ json_text('elements.element', '$.id') }} as part,
        {{ json_text('elements.element', '$.line_item_id') }} as order_line_record_id,
        {{ json_text('elements.element', '$.restock_type') }} as restock_type,
        {{ money(json_text('elements.element', '$.subtotal')) }} as subtotal,
        {{ money(json_text('elements.element', '$.line_item.price')) }} as unit_price,
        {{ money(json_text('elements.element', '$.quantity')) }} as quantity,
        coalesce({{ money(json_text('elements.element', '$.total_tax')) }}, 0) as line_tax
    from refunds
    cross join {{ unnest_json('refunds.refund_line_items') }}
),

valued as (
    select
        *,
        cast(
            coalesce(subtotal, unit_price * quantity, 0) + case when is_tax_included then 0 else line_tax end
            as decimal(18, 4)
        ) as line_value
    from listed
),

final as (
    select
        *,
        sum(line_value) over (
            partition by source, refund_id
            order by part asc nulls first
            rows between unbounded preceding and current row
        ) as value_so_far
    from valued
)

select * from final
