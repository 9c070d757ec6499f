with

lines as (
    select * from {{ ref('int_order_lines_unioned') }}
    where not coalesce(is_test, false) and ordered_at < {{ as_of_instant() }}
),

products as (
    select * from {{ ref('int_products_unioned') }}
),

-- A return takes money back, whichever sign its feed writes it with.
signed as (
    select
        *,
        case when quantity < 0 and line_amount > 0 then -1 else 1 end as money_sign
    from lines
),

described as (
    select
        lines.source,
        lines.record_id,
        lines.order_id || ':' || lines.record_id as line_key,
        lines.order_id,
        lines.profile_record_id,
        lines.product_id,
        coalesce(lines.product_line, products.product_line) as product_line,
        coalesce(products.product_kind, 'merchandise') as product_kind,
        products.brand as title,
        lines.discount_code,
        coalesce(lines.sales_channel, 'direct') as sales_channel,
        lines.ordered_at,
        {{ local_date('lines.ordered_at') }} as ordered_date,
        lines.quantity < 0 as is_return,
        lines.quantity,
        lines.currency,
        coalesce(
            lines.money_sign * lines.list_amount,
            lines.quantity * lines.unit_list_price,
            lines.money_sign * (lines.line_amount + coalesce(lines.discount_amount, 0))
        ) as list_amount,
        lines.money_sign * lines.line_amount as line_amount,
        lines.discount_amount as stated_discount_amount,
        lines.money_sign * coalesce(lines.tax_amount, 0) as tax_amount,
        lines.money_sign * coalesce(lines.shipping_amount, 0) as shipping_amount,
        products.unit_cost,
        coalesce(products.currency, lines.currency) as unit_cost_currency
    from signed as lines
    left join products
        on lines.source = products.source
        and lines.product_id = products.product_id
),

-- The discount is what lies between list and line, so that the two always net to what the line says was paid.
final as (
    select
        *,
        list_amount - line_amount as discount_amount
    from described
)

select * from final
