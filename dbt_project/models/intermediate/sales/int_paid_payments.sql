with

payments as (
    select * from {{ ref('int_payments_unioned') }}
    where status = 'paid' and paid_at < {{ as_of_instant() }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions_described') }}
),

final as (
    select
        payments.source,
        payments.payment_id,
        payments.record_id,
        payments.subscription_id,
        coalesce(payments.profile_record_id, subscriptions.payer_record_id) as profile_record_id,
        coalesce(subscriptions.reader_record_id, payments.profile_record_id) as beneficiary_record_id,
        coalesce(payments.title, subscriptions.title) as title,
        subscriptions.product_id,
        coalesce(payments.sales_channel, subscriptions.sales_channel, 'direct') as sales_channel,
        payments.payment_method,
        payments.discount_code,
        payments.list_amount,
        payments.discount_amount,
        payments.shipping_amount,
        payments.tax_amount,
        payments.paid_amount,
        payments.fee_amount,
        payments.currency,
        payments.paid_at,
        subscriptions.term_months,
        subscriptions.term_issues,
        subscriptions.issues_per_year,
        subscriptions.has_begun,
        subscriptions.started_at,
        subscriptions.current_period_start_at,
        subscriptions.current_period_end_at,
        subscriptions.pause_start_at,
        subscriptions.pause_end_at
    from payments
    left join subscriptions
        on payments.source = subscriptions.source
        and payments.subscription_id = subscriptions.subscription_id
)

select * from final
