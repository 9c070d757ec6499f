-- The list amount of a line: as fed, else quantity × list price of one, else what was paid and the discount. A discount
-- that is not fed is what lies between list and paid.
with

order_lines as (
    select
        *,
        coalesce(
            list_amount,
            quantity * unit_list_price,
            line_amount + coalesce(discount_amount, 0)
        ) as resolved_list_amount
    from {{ ref('int_order_lines_unioned') }}
    where ordered_at < {{ as_of_instant() }}
),

final as (
    select
        order_lines.source,
        order_lines.record_id,
        order_lines.order_id,
        order_lines.profile_record_id,
        customer_records.customer_id,
        order_lines.product_id,
        order_lines.product_name,
        order_lines.product_line,
        order_lines.discount_code,
        order_lines.currency,
        order_lines.sales_channel,
        order_lines.quantity,
        order_lines.unit_list_price,
        {{ money('order_lines.resolved_list_amount') }} as list_amount,
        {{ money('coalesce(order_lines.discount_amount, order_lines.resolved_list_amount - order_lines.line_amount)') }}
            as discount_amount,
        order_lines.tax_amount,
        order_lines.shipping_amount,
        order_lines.line_amount,
        coalesce(order_lines.is_test, false) as is_test,
        order_lines.quantity < 0 as is_return,
        order_lines.ordered_at,
        order_lines.updated_at
    from order_lines
    {{ left_join_customers('order_lines') }}
)

select * from final
