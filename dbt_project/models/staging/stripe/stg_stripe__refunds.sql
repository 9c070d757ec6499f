-- One row per movement of money back to a Stripe customer: refunds, chargebacks, and credit notes as far as no refund
-- pays them out. A refund has no tax of its own: each takes its share of the payment's, and all together all of it.
with

refunds as (
    select * from {{ ref('base_stripe__refunds') }}
),

credit_notes as (
    select * from {{ ref('base_stripe__credit_notes') }}
),

payments as (
    select
        *,
        nullif(paid_amount + tax_amount + shipping_amount, 0) as total_amount
    from {{ ref('stg_stripe__payments') }}
),

running as (
    select
        *,
        sum(amount) over (
            partition by source, payment_id
            order by refunded_at asc nulls first, refund_id asc nulls first
            rows between unbounded preceding and current row
        ) as refunded_so_far
    from refunds
),

money_back as (
    select
        running.source, running.refund_id, running.payment_id,
        coalesce(payments.profile_record_id, running.customer_id) as profile_record_id,
        running.refund_kind, running.refunded_at, running.amount,
        {{ share_of(
            'payments.tax_amount',
            'running.amount', 'running.refunded_so_far', 'payments.total_amount', 'running.currency'
        ) }} as tax_amount,
        {{ share_of(
            'payments.shipping_amount',
            'running.amount', 'running.refunded_so_far', 'payments.total_amount', 'running.currency'
        ) }} as shipping_amount,
        running.fee_amount, running.currency, running.reason, running.loaded_at
    from running
    left join payments
        on running.source = payments.source and running.payment_id = payments.payment_id
),

final as (
    select * from money_back
    union all
    select * from credit_notes
)

select *, refund_id as record_id from final
