{{ config(materialized='view') }}

with

items as (
    select * from {{ ref('int_subscription_items_unioned') }}
),

products as (
    select * from {{ ref('int_products_unioned') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
),

priced as (
    select
        items.source,
        items.subscription_id,
        items.product_id,
        products.product_line,
        coalesce(products.brand, products.name) as title,
        cast(
            10000 * coalesce(
                items.list_amount, {{ times('products.list_price', 'coalesce(items.quantity, 1)') }}
            ) as bigint
        ) as list_units,
        case when items.list_amount is null then products.currency else subscriptions.currency end as list_currency,
        count(*) over (partition by items.source, items.subscription_id) as item_count
    from items
    left join products
        on items.source = products.source
        and items.product_id = products.product_id
    left join subscriptions
        on items.source = subscriptions.source
        and items.subscription_id = subscriptions.subscription_id
),

-- One item without a price, or prices in two currencies, leave no fair split but an equal one.
weighed as (
    select
        *,
        case
            when
                min(coalesce(list_units, 0)) over (partition by source, subscription_id) <= 0
                or min(list_currency) over (partition by source, subscription_id)
                <> max(list_currency) over (partition by source, subscription_id)
                then 1
            else list_units
        end as weight
    from priced
    where item_count > 1
),

final as (
    select
        source,
        subscription_id,
        product_id,
        product_line,
        title,
        weight,
        sum(weight) over (partition by source, subscription_id) as total_weight,
        row_number() over (
            partition by source, subscription_id order by product_id desc nulls last
        ) = 1 as is_last
    from weighed
)

select * from final
