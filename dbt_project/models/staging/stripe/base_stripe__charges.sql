-- One row per Stripe charge, with the invoice that it pays and what Stripe kept of it, in the charge's currency.
with

charges as (
    {{ current_rows(source('raw_stripe', 'charges')) }}
),

balance_transactions as (
    {{ current_rows(source('raw_stripe', 'balance_transactions')) }}
),

-- A charge that is authorised and never captured has succeeded and took nothing.
final as (
    select
        charges.source,
        charges.id as charge_id,
        charges.payment_intent as payment_intent_id,
        charge_invoices.invoice_id,
        charges.customer as customer_id,
        charges.status,
        charges.status = 'succeeded' and coalesce(charges.captured, true) as is_taken,
        charges.created as charged_at,
        charges.payment_method_type,
        upper(charges.currency) as currency,
        {{ minor_units_to_money('coalesce(charges.amount_captured, charges.amount)', 'charges.currency') }} as amount,
        {{ back_to_currency(
            minor_units_to_money('coalesce(balance_transactions.fee, charges.balance_transaction_fee)',
                'coalesce(balance_transactions.currency, charges.balance_transaction_currency)'),
            'coalesce(balance_transactions.currency, charges.balance_transaction_currency)',
            'charges.currency',
            'coalesce(balance_transactions.exchange_rate, charges.balance_transaction_exchange_rate)'
        ) }} as fee_amount,
        charges.loaded_at
    from charges
    left join {{ ref('base_stripe__charge_invoices') }} as charge_invoices
        on charges.source = charge_invoices.source and charges.id = charge_invoices.charge_id
    left join balance_transactions
        on charges.source = balance_transactions.source and charges.balance_transaction = balance_transactions.id
)

select * from final
