-- Titles, newsletters, archives and memberships stand one by one, under the name that readers know, whichever system
-- sells them; what is bought piece by piece, or is of no known kind, stands as its whole product line.
with

products as (
    select
        source,
        product_id,
        product_line,
        is_on_sale,
        coalesce(product_kind, 'merchandise') as product_kind,
        case
            when coalesce(product_kind, 'merchandise') in ('merchandise', 'event', 'donation') then product_line
            else name
        end as item_name,
        case when product_kind not in ('merchandise', 'event', 'donation') then product_id end as item_product_id
    from {{ ref('dim_products') }}
),

holdings as (
    select * from {{ ref('int_customer_holdings') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

-- A title that no product describes is known by the name on the subscription; an order line by its product line.
named_holdings as (
    select
        holdings.customer_id,
        coalesce(
            products.product_kind,
            case holdings.holding_kind when 'order' then 'merchandise' else holdings.holding_kind end
        ) as product_kind,
        coalesce(
            products.product_line,
            holdings.product_line,
            case when holdings.holding_kind <> 'order' then 'titles' end
        ) as product_line,
        coalesce(
            products.item_name,
            case
                when holdings.holding_kind = 'order' then coalesce(holdings.product_line, 'merchandise')
                else holdings.product_name
            end
        ) as item_name,
        holdings.held_since
    from holdings
    left join products
        on holdings.source = products.source and holdings.product_id = products.product_id
),

held_items as (
    select
        customer_id,
        product_kind,
        lower(item_name) as item_key,
        min(held_since) as held_since
    from named_holdings
    group by customer_id, product_kind, lower(item_name)
),

sold as (
    select product_kind, product_line, item_name, item_product_id
    from products
    where is_on_sale
    union all
    select product_kind, product_line, item_name, null as item_product_id
    from named_holdings
),

items as (
    select
        product_kind,
        lower(item_name) as item_key,
        min(item_name) as product_name,
        min(product_line) as product_line,
        min(item_product_id) as product_id
    from sold
    where item_name is not null
    group by product_kind, lower(item_name)
),

final as (
    select
        customers.customer_id,
        items.product_line,
        items.product_kind,
        items.product_id,
        items.product_name,
        held_items.customer_id is not null as is_held,
        held_items.held_since
    from customers
    cross join items
    left join held_items
        on customers.customer_id = held_items.customer_id
        and items.product_kind = held_items.product_kind
        and items.item_key = held_items.item_key
)

select * from final
