-- Amounts of two currencies are never added: an order that mixes them has no sums and no currency.
with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
),

grouped as (
    select
        source,
        order_id,
        min(profile_record_id) as profile_record_id,
        min_by(customer_id, profile_record_id) as customer_id,
        {{ only_value('currency') }} as currency,
        min(sales_channel) as sales_channel,
        count(*) as line_count,
        sum(quantity) as quantity,
        {{ sum_in_one_currency('list_amount') }} as list_amount,
        {{ sum_in_one_currency('discount_amount') }} as discount_amount,
        {{ sum_in_one_currency('tax_amount') }} as tax_amount,
        {{ sum_in_one_currency('shipping_amount') }} as shipping_amount,
        {{ sum_in_one_currency('line_amount') }} as line_amount,
        max(case when is_test then 1 else 0 end) = 1 as is_test,
        max(quantity) < 0 as is_return,
        min(ordered_at) as ordered_at
    from order_lines
    group by source, order_id
),

final as (
    select
        source,
        order_id,
        profile_record_id,
        customer_id,
        currency,
        sales_channel,
        line_count,
        cast(quantity as decimal(38, 9)) as quantity,
        {{ money('list_amount') }} as list_amount,
        {{ money('discount_amount') }} as discount_amount,
        {{ money('tax_amount') }} as tax_amount,
        {{ money('shipping_amount') }} as shipping_amount,
        {{ money('line_amount') }} as line_amount,
        is_test,
        is_return,
        ordered_at
    from grouped
)

select * from final
