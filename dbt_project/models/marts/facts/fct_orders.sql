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
        case when min(currency) = max(currency) then min(currency) end as currency,
        min(sales_channel) as sales_channel,
        count(*) as line_count,
        sum(quantity) as quantity,
        sum(list_amount) as list_amount,
        sum(discount_amount) as discount_amount,
        sum(tax_amount) as tax_amount,
        sum(shipping_amount) as shipping_amount,
        sum(line_amount) as line_amount,
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
        {{ money('case when currency is not null then list_amount end') }} as list_amount,
        {{ money('case when currency is not null then discount_amount end') }} as discount_amount,
        {{ money('case when currency is not null then tax_amount end') }} as tax_amount,
        {{ money('case when currency is not null then shipping_amount end') }} as shipping_amount,
        {{ money('case when currency is not null then line_amount end') }} as line_amount,
        is_test,
        is_return,
        ordered_at
    from grouped
)

select * from final
