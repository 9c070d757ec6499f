{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('int_payment_lines_booked') }}
    where line_kind <> 'donation'
),

items as (
    select * from {{ ref('int_bundle_items') }}
),

-- A line that names one of the titles is that title's already; only a price for all of them is split.
bundle_lines as (
    select lines.*
    from lines
    left join items
        on lines.source = items.source
        and lines.subscription_id = items.subscription_id
        and lines.product_id = items.product_id
    where items.product_id is null
),

shared as (
    select
        bundle_lines.source,
        bundle_lines.payment_id,
        bundle_lines.line_id,
        bundle_lines.list_amount,
        bundle_lines.discount_amount,
        bundle_lines.shipping_amount,
        bundle_lines.tax_amount,
        items.product_id,
        items.product_line,
        items.title,
        items.is_last,
        {{ money_share('bundle_lines.list_amount', 'items.weight', 'items.total_weight') }} as list_share,
        {{ money_share('bundle_lines.discount_amount', 'items.weight', 'items.total_weight') }} as discount_share,
        {{ money_share('bundle_lines.shipping_amount', 'items.weight', 'items.total_weight') }} as shipping_share,
        {{ money_share('bundle_lines.tax_amount', 'items.weight', 'items.total_weight') }} as tax_share
    from bundle_lines
    inner join items
        on bundle_lines.source = items.source
        and bundle_lines.subscription_id = items.subscription_id
),

listed as (
    select
        *,
        {{ with_rest('list_amount', 'list_share', 'is_last', 'payment_id, line_id, source') }} as list_part
    from shared
),

running as (
    select
        *,
        discount_amount >= 0 and discount_amount <= list_amount and list_amount > 0 as is_within_list,
        sum(list_part) over (
            partition by payment_id, line_id, source
            order by product_id asc nulls first
            rows between unbounded preceding and current row
        ) as list_so_far
    from listed
),

-- A discount is as large a part of what is listed up to each title as of the whole: so no title's is above its list
-- price, which each cut by itself would not see to. What is no part of the list price goes by the weights.
discounted as (
    select
        *,
        greatest(
            {{ money_share(
                'discount_amount', ten_thousandths_of('list_so_far', '1'), ten_thousandths_of('list_amount', '1')
            ) }},
            discount_amount - (list_amount - list_so_far)
        ) as discount_so_far
    from running
),

final as (
    select
        source,
        payment_id,
        line_id,
        product_id,
        product_line,
        title,
        list_part as list_amount,
        case
            when is_within_list then discount_so_far - coalesce(lag(discount_so_far) over titles, 0)
            else {{ with_rest('discount_amount', 'discount_share', 'is_last', 'payment_id, line_id, source') }}
        end as discount_amount,
        {{ with_rest('shipping_amount', 'shipping_share', 'is_last', 'payment_id, line_id, source') }}
            as shipping_amount,
        {{ with_rest('tax_amount', 'tax_share', 'is_last', 'payment_id, line_id, source') }}
            as tax_amount
    from discounted
    window titles as (partition by payment_id, line_id, source order by product_id asc nulls first)
)

select * from final
