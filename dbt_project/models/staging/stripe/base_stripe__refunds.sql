-- One row per refund, or dispute that holds or took the money, with the invoice that it undoes and Stripe's fee for it.
with

refunds as (
    {{ current_rows(source('raw_stripe', 'refunds')) }}
),

charge_refunds as (
    {{ current_rows(source('raw_stripe', 'charge_refunds')) }}
),

disputes as (
    {{ current_rows(source('raw_stripe', 'disputes')) }}
),

balance_transactions as (
    {{ current_rows(source('raw_stripe', 'balance_transactions')) }}
),

charges as (
    select * from {{ ref('base_stripe__charges') }}
),

all_refunds as (
    select source, id, charge, payment_intent, balance_transaction, status, reason, amount, currency, created, loaded_at
    from refunds
    union all
    select
        charge_refunds.source, charge_refunds.id, charge_refunds.charge, charge_refunds.payment_intent,
        charge_refunds.balance_transaction, charge_refunds.status, charge_refunds.reason, charge_refunds.amount,
        charge_refunds.currency, charge_refunds.created, charge_refunds.loaded_at
    from charge_refunds
    left join refunds
        on charge_refunds.source = refunds.source and charge_refunds.id = refunds.id
    where refunds.id is null
),

-- An inquiry (warning_…) has moved nothing yet; a dispute won has given the money back.
movements as (
    select
        all_refunds.source, all_refunds.id, 'refund' as refund_kind, all_refunds.charge, all_refunds.payment_intent,
        all_refunds.reason, all_refunds.amount, all_refunds.currency, all_refunds.created, all_refunds.loaded_at,
        balance_transactions.fee, balance_transactions.currency as fee_currency, balance_transactions.exchange_rate
    from all_refunds
    left join balance_transactions
        on all_refunds.source = balance_transactions.source
        and all_refunds.balance_transaction = balance_transactions.id
    where coalesce(all_refunds.status, 'succeeded') in ('succeeded', 'pending')
    union all
    select
        source, id, 'chargeback' as refund_kind, charge, payment_intent,
        reason, amount, currency, created, loaded_at,
        fee, fee_currency, exchange_rate
    from disputes
    where status in ('needs_response', 'under_review', 'lost')
),

succeeded_charges as (
    select source, payment_intent_id, min(charge_id) as charge_id
    from charges
    where status = 'succeeded' and payment_intent_id is not null
    group by source, payment_intent_id
),

final as (
    select
        movements.source,
        movements.id as refund_id,
        movements.refund_kind,
        charges.invoice_id,
        charges.customer_id,
        movements.created as refunded_at,
        {{ minor_units_to_money('movements.amount', 'movements.currency') }} as amount,
        {{ back_to_currency(
            minor_units_to_money('movements.fee', 'movements.fee_currency'),
            'movements.fee_currency', 'movements.currency', 'movements.exchange_rate'
        ) }} as fee_amount,
        upper(movements.currency) as currency,
        movements.reason,
        movements.loaded_at
    from movements
    left join succeeded_charges
        on movements.source = succeeded_charges.source and movements.payment_intent = succeeded_charges.payment_intent_id
    left join charges
        on movements.source = charges.source
        and coalesce(movements.charge, succeeded_charges.charge_id) = charges.charge_id
)

select * from final
