with

products as (
    select
        customer_number,
        sum(list_earned) as list_amount,
        -sum(discount_earned) as discount_amount,
        -sum(refund_earned) as refund_amount,
        sum(list_now) as list_amount_12m,
        -sum(discount_now) as discount_amount_12m,
        -sum(refund_now) as refund_amount_12m,
        sum(booked_amount) as booked_amount,
        count(distinct case when paid_now > 0 then product_line end) as product_line_count,
        sum(paid_now) as paid_list_amount_12m,
        sum(priced_amount_24m) as priced_amount_24m,
        sum(full_price_amount_24m) as full_price_amount_24m
    from {{ ref('int_customer_products') }}
    where customer_number is not null
    group by customer_number
),

costs as (
    select * from {{ ref('int_customer_costs') }}
),

joined as (
    select
        coalesce(products.customer_number, costs.customer_number) as customer_number,
        {{ zero_without('products', ['list_amount', 'discount_amount', 'refund_amount']) }},
        {{ zero_without('costs', [
            'shipping_amount', 'cost_of_goods', 'fulfilment_cost', 'payment_fees', 'channel_commission',
            'support_cost', 'service_cost', 'costs_contribution',
        ]) }},
        coalesce(products.booked_amount, 0) + coalesce(costs.booked_amount, 0) as booked_amount,
        coalesce(products.product_line_count, 0) as product_line_count,
        products.paid_list_amount_12m,
        products.priced_amount_24m,
        products.full_price_amount_24m
    from products
    full join costs on products.customer_number = costs.customer_number
),

totalled as (
    select
        *,
        {{ money('list_amount - discount_amount - refund_amount') }} as net_revenue,
        {{ money('list_amount_12m - discount_amount_12m - refund_amount_12m') }} as net_revenue_12m
    from joined
),

final as (
    select
        *,
        {{ money('net_revenue + costs_contribution') }} as contribution_profit,
        {{ money('net_revenue_12m + costs_contribution_12m') }} as contribution_profit_12m,
        {{ money('booked_amount - net_revenue - costs_contribution') }} as deferred_balance,
        {{ exact_share('coalesce(full_price_amount_24m, 0)', 'priced_amount_24m') }} as full_price_share
    from totalled
)

select * from final
