-- One row per refund, or dispute that holds or took the money, with the payment that it undoes and its fee.
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

both_ways as (
    select
        source, id, charge, payment_intent, balance_transaction, status, reason, amount, currency, created, loaded_at,
        1 as precedence
    from refunds
    union all
    select
        source, id, charge, payment_intent, balance_transaction, status, reason, amount, currency, created, loaded_at,
        2 as precedence
    from charge_refunds
),

ranked as (
    select
        *,
        row_number() over (partition by source, id order by precedence asc nulls last) as place
    from both_ways
),

-- An inquiry (warning_…) has moved nothing yet; a dispute won has given the money back.
movements as (
    select
        ranked.source, ranked.id, 'refund' as refund_kind, ranked.charge, ranked.payment_intent,
        ranked.reason, ranked.amount, ranked.currency, ranked.created, ranked.loaded_at,
        balance_transactions.fee, balance_transactions.currency as fee_currency, balance_transactions.exchange_rate
    from ranked
    left join balance_transactions
        on ranked.source = balance_transactions.source and ranked.balance_transaction = balance_transactions.id
    where ranked.place = 1 and coalesce(ranked.status, 'succeeded') in ('succeeded', 'pending')
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

-- A hold that was given up is a refund in the API, of a charge that took nothing.
final as (
    select
        movements.source,
        movements.id as refund_id,
        movements.refund_kind,
        coalesce(charges.invoice_id, charges.charge_id, movements.charge, movements.payment_intent) as payment_id,
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
        on movements.source = succeeded_charges.source
        and movements.payment_intent = succeeded_charges.payment_intent_id
    left join charges
        on movements.source = charges.source
        and coalesce(movements.charge, succeeded_charges.charge_id) = charges.charge_id
    where charges.charge_id is null or charges.invoice_id is not null or charges.is_taken
)

select * from final
