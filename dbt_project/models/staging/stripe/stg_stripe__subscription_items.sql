-- One row per product of a subscription; two items of one product count as one.
with

items as (
    {{ current_rows(source('raw_stripe', 'subscription_items')) }}
),

prices as (
    {{ current_rows(source('raw_stripe', 'prices')) }}
),

priced as (
    select
        items.source,
        items.subscription as subscription_id,
        coalesce(items.product, prices.product, items.price, items.id) as product_id,
        coalesce(items.quantity, 1) as quantity,
        coalesce(items.unit_amount_decimal, items.unit_amount, prices.unit_amount_decimal, prices.unit_amount)
            as unit_amount,
        coalesce(items.currency, prices.currency) as currency,
        coalesce(items.nickname, prices.nickname, prices.lookup_key) as plan,
        coalesce(items.recurring_interval, prices.recurring_interval) as recurring_interval,
        coalesce(items.recurring_interval_count, prices.recurring_interval_count) as recurring_interval_count,
        items.list_index,
        items.created,
        items.loaded_at
    from items
    left join prices
        on items.source = prices.source and items.price = prices.id
),

totals as (
    select
        *,
        cast(round(unit_amount * quantity, 0) as decimal(15, 0)) as list_units
    from priced
),

final as (
    select
        source,
        subscription_id || ':' || product_id as record_id,
        subscription_id,
        product_id,
        sum(quantity) as quantity,
        {{ minor_units_to_money('sum(list_units)', 'max(currency)') }} as list_amount,
        upper(max(currency)) as currency,
        max(plan) as plan,
        max(recurring_interval) as recurring_interval,
        max(recurring_interval_count) as recurring_interval_count,
        min(list_index) as list_index,
        max(loaded_at) as loaded_at
    from totals
    group by source, subscription_id, product_id
)

select * from final
