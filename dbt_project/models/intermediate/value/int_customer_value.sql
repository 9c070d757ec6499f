with

earned as (
    select * from {{ ref('int_customer_amounts') }}
    where customer_id is not null
),

-- Costs, discounts and refunds are negative in the ledger and positive here.
sums as (
    select
        customer_id,
        {{ component('list_price', 1) }} as list_amount,
        {{ component('discount', -1) }} as discount_amount,
        {{ component('refund', -1) }} + {{ component('chargeback', -1) }} as refund_amount,
        {{ component('shipping', 1) }} as shipping_amount,
        {{ component('cost_of_goods', -1) }} as cost_of_goods,
        {{ component('fulfilment', -1) }} as fulfilment_cost,
        {{ component('payment_fee', -1) }} as payment_fees,
        {{ component('channel_commission', -1) }} as channel_commission,
        {{ component('support_cost', -1) }} as support_cost,
        {{ component('service_cost', -1) }} as service_cost,
        sum(earned_amount) as contribution_profit,
        {{ component('list_price', 1, 'earned_amount_12m') }} as list_amount_12m,
        {{ component('discount', -1, 'earned_amount_12m') }} as discount_amount_12m,
        {{ component('refund', -1, 'earned_amount_12m') }}
        + {{ component('chargeback', -1, 'earned_amount_12m') }} as refund_amount_12m,
        {{ component('shipping', 1, 'earned_amount_12m') }} as shipping_amount_12m,
        {{ component('cost_of_goods', -1, 'earned_amount_12m') }} as cost_of_goods_12m,
        {{ component('fulfilment', -1, 'earned_amount_12m') }} as fulfilment_cost_12m,
        {{ component('payment_fee', -1, 'earned_amount_12m') }} as payment_fees_12m,
        {{ component('channel_commission', -1, 'earned_amount_12m') }} as channel_commission_12m,
        {{ component('support_cost', -1, 'earned_amount_12m') }} as support_cost_12m,
        {{ component('service_cost', -1, 'earned_amount_12m') }} as service_cost_12m,
        sum(earned_amount_12m) as contribution_profit_12m,
        sum(reporting_amount - earned_amount) as deferred_balance,
        count(distinct case when paid_amount_12m > 0 then product_line end) as product_line_count,
        sum(paid_amount_12m) as paid_list_amount_12m,
        sum(case when is_priced then earned_amount_12m + earned_amount_12m_before end) as priced_amount_24m,
        sum(case when is_priced and is_undiscounted then earned_amount_12m + earned_amount_12m_before end)
            as full_price_amount_24m
    from earned
    group by customer_id
),

final as (
    select
        *,
        list_amount - discount_amount - refund_amount as net_revenue,
        list_amount_12m - discount_amount_12m - refund_amount_12m as net_revenue_12m,
        {{ exact_share('coalesce(full_price_amount_24m, 0)', 'priced_amount_24m') }} as full_price_share
    from sums
)

select * from final
