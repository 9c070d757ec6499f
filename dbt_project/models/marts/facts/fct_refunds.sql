-- A refund that names nobody is the customer's whose payment or order it pays back.
with

refunds as (
    select * from {{ ref('int_refunds_unioned') }}
    where refunded_at < {{ as_of_instant() }}
),

payments as (
    select * from {{ ref('int_payments_unioned') }}
),

orders as (
    select
        source,
        order_id,
        min(profile_record_id) as profile_record_id
    from {{ ref('int_order_lines_unioned') }}
    group by source, order_id
),

attributed as (
    select
        refunds.*,
        coalesce(refunds.profile_record_id, payments.profile_record_id, orders.profile_record_id)
            as attributed_record_id
    from refunds
    left join payments
        on refunds.source = payments.source and refunds.payment_id = payments.payment_id
    left join orders
        on refunds.source = orders.source and refunds.order_id = orders.order_id
),

final as (
    select
        attributed.source,
        attributed.record_id,
        attributed.refund_id,
        attributed.payment_id,
        attributed.order_id,
        attributed.order_line_record_id,
        attributed.profile_record_id,
        customer_records.customer_id,
        attributed.refund_kind,
        attributed.currency,
        attributed.reason,
        attributed.amount,
        attributed.tax_amount,
        attributed.shipping_amount,
        attributed.fee_amount,
        attributed.is_restocked,
        attributed.refunded_at,
        attributed.updated_at
    from attributed
    {{ left_join_customers('attributed', 'attributed.attributed_record_id') }}
)

select * from final
