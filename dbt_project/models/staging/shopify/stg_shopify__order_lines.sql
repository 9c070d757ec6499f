-- One row per line of a paid Shopify order as it was placed; what is edited away or sent back comes as a refund.
-- The order's shipping stands on its first line. Prices that contain tax are stripped of it.
with

orders as (
    select
        *,
        coalesce(total_line_items_price - subtotal_price, 0) as discount_total,
        coalesce(total_tax, 0) - coalesce(shipping_tax, 0) as line_tax_total
    from {{ ref('base_shopify__orders') }}
    where is_paid
),

order_lines as (
    {{ current_rows(source('raw_shopify', 'order_lines')) }}
),

weighed as (
    select
        *,
        quantity * price as gross_amount,
        sum(quantity * price) over (
            partition by source, order_id
            order by list_index asc nulls first
            rows between unbounded preceding and current row
        ) as gross_so_far,
        nullif(sum(quantity * price) over (partition by source, order_id), 0) as gross_total,
        sum(coalesce(discount_allocations, total_discount, 0)) over (partition by source, order_id) as known_discount,
        max(tax_lines) over (partition by source, order_id) is not null as is_tax_known,
        min(list_index) over (partition by source, order_id) = list_index as is_first_line
    from order_lines
),

-- Orders of older API versions say discount and tax for the whole order only: each line takes its share.
shared as (
    select
        weighed.*,
        orders.profile_record_id,
        orders.currency,
        orders.discount_code,
        orders.source_name,
        coalesce(orders.test, false) as is_test,
        coalesce(orders.taxes_included, false) as is_tax_included,
        coalesce(orders.processed_at, orders.created_at) as ordered_at,
        case
            when weighed.known_discount <> 0 then coalesce(weighed.discount_allocations, weighed.total_discount, 0)
            else coalesce({{ share_of(
                'orders.discount_total', 'weighed.gross_amount', 'weighed.gross_so_far', 'weighed.gross_total', 'orders.currency'
            ) }}, 0)
        end as discount_with_tax,
        case
            when weighed.is_tax_known then coalesce(weighed.tax_lines, 0)
            else coalesce({{ share_of(
                'orders.line_tax_total', 'weighed.gross_amount', 'weighed.gross_so_far', 'weighed.gross_total', 'orders.currency'
            ) }}, 0)
        end as line_tax,
        case when weighed.is_first_line then coalesce(orders.shipping_amount, 0) else 0 end as shipping_charged,
        case when weighed.is_first_line then coalesce(orders.shipping_tax, 0) else 0 end as shipping_tax
    from weighed
    inner join orders
        on weighed.source = orders.source and weighed.order_id = orders.id
),

untaxed as (
    select
        *,
        gross_amount - discount_with_tax - case when is_tax_included then line_tax else 0 end as line_amount,
        {{ round_to_currency(
            'discount_with_tax * case when is_tax_included and gross_amount <> discount_with_tax'
            ~ ' then (gross_amount - discount_with_tax - line_tax) / (gross_amount - discount_with_tax) else 1 end',
            'currency'
        ) }} as discount_amount
    from shared
),

final as (
    select
        source,
        id as record_id,
        order_id,
        profile_record_id,
        ordered_at,
        coalesce(variant_id, product_id) as product_id,
        title as product_name,
        quantity,
        line_amount + discount_amount as list_amount,
        discount_amount,
        case when discount_amount <> 0 then discount_code end as discount_code,
        line_tax + shipping_tax as tax_amount,
        shipping_charged - case when is_tax_included then shipping_tax else 0 end as shipping_amount,
        line_amount,
        upper(currency) as currency,
        coalesce(source_name, 'web') as sales_channel,
        is_test,
        loaded_at
    from untaxed
)

select * from final
