-- One row per variant of a Shopify product, which is what order lines point to; a product without any stands alone.
with

products as (
    {{ current_rows(source('raw_shopify', 'products')) }}
),

variants as (
    {{ current_rows(source('raw_shopify', 'product_variants')) }}
),

inventory_items as (
    {{ current_rows(source('raw_shopify', 'inventory_items')) }}
),

-- A shop has one currency; products do not say it, orders do.
shop_currencies as (
    select source, upper(max(currency)) as currency
    from {{ ref('base_shopify__orders') }}
    group by source
),

final as (
    select
        products.source,
        coalesce(variants.id, products.id) as record_id,
        coalesce(variants.id, products.id) as product_id,
        case
            when coalesce(variants.title, 'Default Title') = 'Default Title' then products.title
            else products.title || ' - ' || variants.title
        end as name,
        coalesce({{ filled('products.product_type') }}, 'merchandise') as product_line,
        'merchandise' as product_kind,
        {{ filled('products.vendor') }} as brand,
        variants.price as list_price,
        inventory_items.cost as unit_cost,
        shop_currencies.currency,
        coalesce(products.published_at, products.created_at) as sold_from,
        case when products.status = 'archived' then products.updated_at end as sold_to,
        products.updated_at,
        products.loaded_at
    from products
    left join variants
        on products.source = variants.source and products.id = variants.product_id
    left join inventory_items
        on variants.source = inventory_items.source and variants.inventory_item_id = inventory_items.id
    left join shop_currencies
        on products.source = shop_currencies.source
)

select * from final
