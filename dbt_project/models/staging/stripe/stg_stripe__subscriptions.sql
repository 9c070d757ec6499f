-- One row per Stripe subscription: who receives and who pays, its terms without tax, where it stands and how it ended.
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

products as (
    select * from {{ ref('stg_stripe__products') }}
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
        coalesce(promotion_codes.code, subscriptions.discount_coupon) as offer_code,
        coupons.duration as coupon_duration,
        cast(totals.list_amount as decimal(18, 4)) as gross_list_amount,
        coalesce(subscriptions.discount_percent_off, coupons.percent_off, 0) as percent_off,
        coalesce(
            {{ minor_units_to_money('coalesce(subscriptions.discount_amount_off, coupons.amount_off)',
                'coalesce(subscriptions.currency, totals.currency)') }},
            0
        ) as amount_off
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
        on subscriptions.source = promotion_codes.source and subscriptions.discount_promotion_code = promotion_codes.id
),

untaxed as (
    select
        *,
        {{ round_to_currency('gross_list_amount / (1 + coalesce(inclusive_tax_percentage, 0) / 100)', 'currency_code') }}
            as list_amount,
        {{ round_to_currency(
            'greatest(gross_list_amount * (1 - percent_off / 100) - amount_off, 0) / (1 + coalesce(inclusive_tax_percentage, 0) / 100)',
            'currency_code'
        ) }} as discounted_amount
    from priced
),

final as (
    select
        untaxed.source,
        untaxed.id as record_id,
        untaxed.id as subscription_id,
        coalesce({{ json_text('untaxed.metadata', '$.recipient_customer') }}, untaxed.customer) as profile_record_id,
        case
            when {{ json_text('untaxed.metadata', '$.recipient_customer') }} <> untaxed.customer then untaxed.customer
        end as payer_profile_record_id,
        untaxed.product_id,
        coalesce(products.title, {{ json_text('untaxed.metadata', '$.title') }}, untaxed.product_id, 'unknown') as title,
        coalesce(untaxed.plan, untaxed.recurring_interval) as plan,
        products.format,
        untaxed.quantity,
        case when untaxed.recurring_interval in ('month', 'year') then 'month' end as term_unit,
        case untaxed.recurring_interval
            when 'month' then untaxed.recurring_interval_count
            when 'year' then 12 * untaxed.recurring_interval_count
        end as term_count,
        untaxed.list_amount,
        case
            when untaxed.discount_end <= untaxed.current_period_start then untaxed.list_amount
            -- A coupon for once stays written on the subscription after the first paid term that it was for.
            when untaxed.coupon_duration = 'once'
                and untaxed.current_period_start > greatest(untaxed.start_date, coalesce(untaxed.trial_end, untaxed.start_date))
                then untaxed.list_amount
            else untaxed.discounted_amount
        end as amount,
        case
            when untaxed.coupon_duration = 'once' or untaxed.discount_end <= untaxed.current_period_end
                then untaxed.list_amount
            else untaxed.discounted_amount
        end as next_amount,
        untaxed.currency_code as currency,
        case
            when untaxed.status in ('canceled', 'incomplete_expired') then 'ended'
            when untaxed.status = 'incomplete' then 'pending'
            when untaxed.status = 'paused' or untaxed.pause_collection_behavior is not null then 'paused'
            when untaxed.status = 'trialing' then 'trial'
            when untaxed.status in ('past_due', 'unpaid') then 'grace'
            else 'active'
        end as status,
        untaxed.status not in ('canceled', 'incomplete_expired')
        and not coalesce(untaxed.cancel_at_period_end, false)
        and untaxed.cancel_at is null as auto_renew,
        coalesce({{ json_text('untaxed.metadata', '$.payment_method') }}, untaxed.payment_method_type) as payment_method,
        coalesce(
            {{ one_of(json_text('untaxed.metadata', '$.sales_channel'), ['app_store', 'agent', 'partner']) }}, 'direct'
        ) as sales_channel,
        coalesce({{ json_text('untaxed.metadata', '$.offer_code') }}, untaxed.offer_code) as offer_code,
        {{ json_text('untaxed.metadata', '$.source_code') }} as source_code,
        {{ json_text('untaxed.metadata', '$.acquisition_channel') }} as acquisition_channel,
        {{ json_flag('untaxed.metadata', '$.is_gift') }}
        or coalesce({{ json_text('untaxed.metadata', '$.recipient_customer') }} <> untaxed.customer, false) as is_gift,
        {{ json_flag('untaxed.metadata', '$.is_complimentary') }} as is_complimentary,
        untaxed.start_date as started_at,
        untaxed.trial_end as trial_end_at,
        untaxed.current_period_start as current_period_start_at,
        untaxed.current_period_end as current_period_end_at,
        try_cast({{ json_text('untaxed.metadata', '$.paused_at') }} as timestamp) as paused_at,
        untaxed.pause_collection_resumes_at as resumes_at,
        -- What was set to end from its first day is a fixed term, which nobody has cancelled.
        case when untaxed.canceled_at > untaxed.created then untaxed.canceled_at end as cancelled_at,
        case
            when untaxed.status in ('canceled', 'incomplete_expired')
                then coalesce(untaxed.ended_at, untaxed.canceled_at, untaxed.current_period_end, untaxed.created)
        end as ended_at,
        case
            when untaxed.status = 'incomplete_expired' then 'involuntary'
            when untaxed.status = 'canceled'
                then coalesce(
                    {{ one_of(json_text('untaxed.metadata', '$.end_kind'), ['expired', 'switched', 'deceased']) }},
                    case
                        when untaxed.cancellation_reason in ('payment_failed', 'payment_disputed') then 'involuntary'
                        when untaxed.canceled_at = untaxed.created then 'expired'
                        else 'voluntary'
                    end
                )
        end as end_kind,
        case
            when untaxed.canceled_at > untaxed.created
                then coalesce(untaxed.cancellation_feedback, untaxed.cancellation_reason)
        end as cancel_reason,
        untaxed.loaded_at
    from untaxed
    left join products
        on untaxed.source = products.source and untaxed.product_id = products.product_id
)

select * from final
