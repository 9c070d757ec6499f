-- Products that a feed describes, and those that only a sale, a subscription or a list points to.
with

products as (
    select * from {{ ref('int_products_unioned') }}
),

order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
),

subscription_items as (
    select * from {{ ref('int_subscription_items_unioned') }}
),

memberships as (
    select * from {{ ref('int_newsletter_memberships_unioned') }}
),

pointed as (
    select source, product_id, product_name as name, product_line, 'merchandise' as product_kind
    from order_lines
    where product_id is not null
    union all
    select source, product_id, title as name, 'titles' as product_line, 'subscription' as product_kind
    from subscriptions
    where product_id is not null
    union all
    select source, product_id, null as name, 'titles' as product_line, 'subscription' as product_kind
    from subscription_items
    union all
    select source, list_id as product_id, list_name as name, 'newsletters' as product_line, 'newsletter' as product_kind
    from memberships
),

pointed_products as (
    select
        source,
        product_id,
        max(name) as name,
        max(product_line) as product_line,
        max(product_kind) as product_kind
    from pointed
    group by source, product_id
),

final as (
    select
        coalesce(products.source, pointed_products.source) as source,
        coalesce(products.product_id, pointed_products.product_id) as product_id,
        coalesce(products.name, pointed_products.name, pointed_products.product_id, products.product_id) as name,
        coalesce(products.product_line, pointed_products.product_line) as product_line,
        coalesce(products.product_kind, pointed_products.product_kind) as product_kind,
        products.brand,
        products.format,
        products.category,
        products.currency,
        products.list_price,
        products.unit_cost,
        products.issues_per_year,
        products.product_id is not null as is_described,
        coalesce(products.sold_from <= {{ as_of_date() }}, true)
        and coalesce(products.sold_to >= {{ as_of_date() }}, true) as is_on_sale,
        products.sold_from,
        products.sold_to
    from products
    full outer join pointed_products
        on products.source = pointed_products.source and products.product_id = pointed_products.product_id
)

select * from final
