-- One row per Stripe product; its metadata carries the canonical names (title, brand, product_kind, product_line …).
with

products as (
    {{ current_rows(source('raw_stripe', 'products')) }}
),

prices as (
    {{ current_rows(source('raw_stripe', 'prices')) }}
),

final as (
    select
        products.source,
        products.id as record_id,
        products.id as product_id,
        products.name,
        coalesce({{ json_text('products.metadata', '$.title') }}, products.name, products.id) as title,
        coalesce({{ json_text('products.metadata', '$.product_line') }}, 'subscriptions') as product_line,
        coalesce(
            {{ one_of(json_text('products.metadata', '$.product_kind'), product_kinds()) }}, 'subscription'
        ) as product_kind,
        {{ json_text('products.metadata', '$.brand') }} as brand,
        {{ one_of(json_text('products.metadata', '$.format'), ['print', 'digital', 'both']) }} as format,
        {{ json_text('products.metadata', '$.category') }} as category,
        {{ minor_units_to_money('prices.unit_amount', 'prices.currency') }} as list_price,
        upper(prices.currency) as currency,
        try_cast({{ json_text('products.metadata', '$.issues_per_year') }} as integer) as issues_per_year,
        products.created as sold_from,
        case when products.active = false or products.deleted then products.updated end as sold_to,
        products.updated as updated_at,
        products.loaded_at
    from products
    left join prices
        on products.source = prices.source and products.default_price = prices.id
)

select * from final
