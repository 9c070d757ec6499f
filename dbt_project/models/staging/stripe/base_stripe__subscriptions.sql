-- One row per Stripe subscription with what its items cost together: list and discounted price of a term, without tax.
with

subscriptions as (
    {{ current_rows(source('raw_stripe', 'subscriptions')) }}
),

coupons as (
    {{ current_rows(source('raw_stripe', 'coupons')) }}
),

promotion_codes as (
    {{ current_rows(source('raw_stripe', 'promotion_codes')) }}
),

items as (
    select * from {{ ref('stg_stripe__subscription_items') }}
),

totals as (
    select
        source,
        subscription_id,
        max(quantity) as quantity,
        sum(list_amount) as list_amount,
        max(currency) as currency,
        min(list_index) as first_list_index
    from items
    group by source, subscription_id
),

priced as (
    select
        subscriptions.*,
        first_items.product_id,
        first_items.plan,
        first_items.recurring_interval,
        first_items.recurring_interval_count,
        totals.quantity,
        upper(coalesce(subscriptions.currency, totals.currency)) as currency_code,
        coalesce(promotion_codes.code, subscriptions.discount_coupon) as discount_code,
        coupons.duration as coupon_duration,
        cast(totals.list_amount as decimal(18, 4)) as taxed_list_amount,
        1 - coalesce(subscriptions.discount_percent_off, coupons.percent_off, 0) / 100 as price_share,
        coalesce(
            {{ minor_units_to_money(
                'coalesce(subscriptions.discount_amount_off, coupons.amount_off)',
                'coalesce(subscriptions.currency, totals.currency)'
            ) }},
            0
        ) as amount_off,
        1 + coalesce(subscriptions.inclusive_tax_percentage, 0) / 100 as tax_factor
    from subscriptions
    left join totals
        on subscriptions.source = totals.source and subscriptions.id = totals.subscription_id
    left join items as first_items
        on totals.source = first_items.source
        and totals.subscription_id = first_items.subscription_id
        and totals.first_list_index = first_items.list_index
    left join coupons
        on subscriptions.source = coupons.source and subscriptions.discount_coupon = coupons.id
    left join promotion_codes
        on subscriptions.source = promotion_codes.source
        and subscriptions.discount_promotion_code = promotion_codes.id
),

final as (
    select
        *,
        {{ round_to_currency('taxed_list_amount / tax_factor', 'currency_code') }} as list_amount,
        {{ round_to_currency(
            'greatest(taxed_list_amount * price_share - amount_off, 0) / tax_factor', 'currency_code'
        ) }} as discounted_amount
    from priced
)

select * from final
