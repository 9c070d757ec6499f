-- One row per Stripe subscription: who receives and who pays, its terms, where it stands and how it ended.
with

subscriptions as (
    select * from {{ ref('base_stripe__subscriptions') }}
),

products as (
    select * from {{ ref('stg_stripe__products') }}
),

described as (
    select
        *,
        coalesce({{ json_text('metadata', '$.recipient_customer') }}, customer) as recipient,
        {{ json_text('metadata', '$.title') }} as own_title,
        {{ json_text('metadata', '$.payment_method') }} as own_payment_method,
        {{ json_text('metadata', '$.offer_code') }} as own_offer_code,
        {{ json_text('metadata', '$.source_code') }} as source_code,
        {{ json_text('metadata', '$.acquisition_channel') }} as acquisition_channel,
        {{ one_of(json_text('metadata', '$.sales_channel'), ['app_store', 'agent', 'partner']) }} as reseller,
        {{ one_of(json_text('metadata', '$.end_kind'), ['expired', 'switched', 'deceased']) }} as own_end_kind,
        {{ json_flag('metadata', '$.is_gift') }} as is_marked_gift,
        {{ json_flag('metadata', '$.is_complimentary') }} as is_complimentary,
        try_cast({{ json_text('metadata', '$.paused_at') }} as timestamp) as own_paused_at,
        status = 'paused' or pause_collection_behavior is not null as is_paused,
        status in ('canceled', 'incomplete_expired') as is_ended,
        -- What was set to end from its first day is a fixed term, which nobody has cancelled.
        case when canceled_at > created then canceled_at end as cancelled_at,
        coalesce(ended_at, canceled_at, current_period_end, created) as last_served_at,
        greatest(start_date, coalesce(trial_end, start_date)) as first_paid_at
    from subscriptions
),

final as (
    select
        described.source,
        described.id as record_id,
        described.id as subscription_id,
        described.recipient as profile_record_id,
        case when described.recipient <> described.customer then described.customer end as payer_profile_record_id,
        described.product_id,
        coalesce(products.title, described.own_title, described.product_id, 'unknown') as title,
        coalesce(described.plan, described.recurring_interval) as plan,
        products.format,
        described.quantity,
        case when described.recurring_interval in ('month', 'year') then 'month' end as term_unit,
        case described.recurring_interval
            when 'month' then described.recurring_interval_count
            when 'year' then 12 * described.recurring_interval_count
        end as term_count,
        described.list_amount,
        case
            when described.discount_end <= described.current_period_start then described.list_amount
            -- A coupon for once stays written on the subscription after the first paid term, for which it was.
            when described.coupon_duration = 'once' and described.current_period_start > described.first_paid_at
                then described.list_amount
            else described.discounted_amount
        end as amount,
        case
            when described.coupon_duration = 'once' or described.discount_end <= described.current_period_end
                then described.list_amount
            else described.discounted_amount
        end as next_amount,
        described.currency_code as currency,
        case
            when described.is_ended then 'ended'
            when described.status = 'incomplete' then 'pending'
            when described.is_paused then 'paused'
            when described.status = 'trialing' then 'trial'
            when described.status in ('past_due', 'unpaid') then 'grace'
            else 'active'
        end as status,
        not described.is_ended
        and not coalesce(described.cancel_at_period_end, false)
        and described.cancel_at is null as auto_renew,
        coalesce(described.own_payment_method, described.payment_method_type) as payment_method,
        coalesce(described.reseller, 'direct') as sales_channel,
        coalesce(described.own_offer_code, described.discount_code) as offer_code,
        described.source_code,
        described.acquisition_channel,
        described.is_marked_gift or described.recipient <> described.customer as is_gift,
        described.is_complimentary,
        described.start_date as started_at,
        described.trial_end as trial_end_at,
        described.current_period_start as current_period_start_at,
        described.current_period_end as current_period_end_at,
        -- Stripe does not say since when; the period that is not billed is the one that runs.
        case
            when described.is_paused then coalesce(described.own_paused_at, described.current_period_start)
        end as paused_at,
        described.pause_collection_resumes_at as resumes_at,
        described.cancelled_at,
        case when described.is_ended then described.last_served_at end as ended_at,
        case
            when not described.is_ended then null
            when described.own_end_kind is not null then described.own_end_kind
            when described.status = 'incomplete_expired' then 'involuntary'
            when described.cancellation_reason in ('payment_failed', 'payment_disputed') then 'involuntary'
            when described.canceled_at = described.created then 'expired'
            else 'voluntary'
        end as end_kind,
        case
            when described.cancelled_at is not null
                then coalesce(described.cancellation_feedback, described.cancellation_reason)
        end as cancel_reason,
        described.loaded_at
    from described
    left join products
        on described.source = products.source and described.product_id = products.product_id
)

select * from final
