-- One that begins after as_of is there only while it is pending: agreed, and not yet begun.
with

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
    where started_at < {{ as_of_instant() }} or status = 'pending'
),

final as (
    select
        subscriptions.source,
        subscriptions.record_id,
        subscriptions.subscription_id,
        subscriptions.profile_record_id,
        subscriptions.payer_profile_record_id,
        subscriptions.product_id,
        holder_records.customer_id,
        payer_records.customer_id as payer_customer_id,
        subscriptions.title,
        subscriptions.plan,
        subscriptions.format,
        subscriptions.term_unit,
        subscriptions.currency,
        subscriptions.status,
        subscriptions.payment_method,
        subscriptions.sales_channel,
        subscriptions.offer_code,
        subscriptions.source_code,
        subscriptions.acquisition_channel,
        subscriptions.end_kind,
        subscriptions.cancel_reason,
        subscriptions.quantity,
        subscriptions.term_count,
        subscriptions.issues_remaining,
        subscriptions.list_amount,
        subscriptions.amount,
        subscriptions.next_amount,
        subscriptions.auto_renew,
        subscriptions.is_gift,
        subscriptions.is_complimentary,
        subscriptions.started_at,
        subscriptions.trial_end_at,
        subscriptions.current_period_start_at,
        subscriptions.current_period_end_at,
        subscriptions.paused_at,
        subscriptions.resumes_at,
        subscriptions.cancelled_at,
        subscriptions.ended_at,
        subscriptions.updated_at
    from subscriptions
    {{ left_join_customers('subscriptions', alias='holder_records') }}
    {{ left_join_customers(
        'subscriptions',
        'coalesce(subscriptions.payer_profile_record_id, subscriptions.profile_record_id)',
        alias='payer_records'
    ) }}
)

select * from final
