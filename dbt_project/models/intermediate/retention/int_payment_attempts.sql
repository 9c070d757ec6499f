-- An invoice of Stripe's that is paid in the end no longer says that it failed at first: its failed charges do.
with

payments as (
    select
        *,
        coalesce('subscription:' || subscription_id, 'payment:' || payment_id) as debt_key
    from {{ ref('int_payments_unioned') }}
    where paid_amount > 0
),

failed_charges as (
    select * from {{ ref('base_stripe__charges') }}
    where status = 'failed'
),

attempts as (
    select
        *,
        paid_at as attempted_at,
        case status when 'paid' then 1 else 0 end as is_paid
    from payments
    where status in ('paid', 'failed')

    union all

    select
        payments.*,
        failed_charges.charged_at as attempted_at,
        0 as is_paid
    from payments
    inner join failed_charges
        on payments.source = failed_charges.source
        and payments.payment_id = failed_charges.invoice_id
),

final as (
    select
        source,
        debt_key,
        payment_id,
        subscription_id,
        title,
        currency,
        paid_amount as due_amount,
        attempted_at,
        is_paid
    from attempts
    where attempted_at < {{ as_of_instant() }}
)

select * from final
