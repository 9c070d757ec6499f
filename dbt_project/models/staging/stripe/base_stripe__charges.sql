-- One row per Stripe charge, with the invoice that it pays and what Stripe kept of it, in the charge's currency.
with

charges as (
    {{ current_rows(source('raw_stripe', 'charges')) }}
),

invoices as (
    {{ current_rows(source('raw_stripe', 'invoices')) }}
),

invoice_payments as (
    {{ current_rows(source('raw_stripe', 'invoice_payments')) }}
),

balance_transactions as (
    {{ current_rows(source('raw_stripe', 'balance_transactions')) }}
),

-- Until 2025 an invoice named its charge; since then a list of invoice payments does, mostly by payment intent.
links as (
    select invoices.source, invoices.id as invoice_id, {{ json_text('elements.element', '$') }} as paid_by
    from invoices
    cross join {{ unnest_json('invoices.payments') }}
    union all
    select source, invoice as invoice_id, charge as paid_by from invoice_payments
    union all
    select source, invoice as invoice_id, payment_intent as paid_by from invoice_payments
),

paid_invoices as (
    select source, paid_by, min(invoice_id) as invoice_id
    from links
    where paid_by is not null
    group by source, paid_by
),

final as (
    select
        charges.source,
        charges.id as charge_id,
        charges.payment_intent as payment_intent_id,
        coalesce(charges.invoice, by_charge.invoice_id, by_intent.invoice_id) as invoice_id,
        charges.customer as customer_id,
        charges.status,
        charges.payment_method_type,
        upper(charges.currency) as currency,
        {{ back_to_currency(
            minor_units_to_money('coalesce(balance_transactions.fee, charges.balance_transaction_fee)',
                'coalesce(balance_transactions.currency, charges.balance_transaction_currency)'),
            'coalesce(balance_transactions.currency, charges.balance_transaction_currency)',
            'charges.currency',
            'coalesce(balance_transactions.exchange_rate, charges.balance_transaction_exchange_rate)'
        ) }} as fee_amount
    from charges
    left join paid_invoices as by_charge
        on charges.source = by_charge.source and charges.id = by_charge.paid_by
    left join paid_invoices as by_intent
        on charges.source = by_intent.source and charges.payment_intent = by_intent.paid_by
    left join balance_transactions
        on charges.source = balance_transactions.source and charges.balance_transaction = balance_transactions.id
)

select * from final
