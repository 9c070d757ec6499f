with

payments as (
    select * from {{ ref('int_payments_unioned') }}
    where paid_at < {{ as_of_instant() }}
),

final as (
    select
        payments.source,
        payments.record_id,
        payments.payment_id,
        payments.subscription_id,
        payments.profile_record_id,
        customer_records.customer_id,
        payments.discount_code,
        payments.currency,
        payments.status,
        payments.payment_method,
        payments.sales_channel,
        payments.title,
        payments.list_amount,
        payments.discount_amount,
        payments.shipping_amount,
        payments.tax_amount,
        payments.paid_amount,
        payments.fee_amount,
        payments.paid_at,
        payments.updated_at
    from payments
    {{ left_join_customers('payments') }}
)

select * from final
