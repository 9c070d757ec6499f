-- Money ties out to the cent: what was booked of Stripe's payments, their tax, shipping and fees is what its
-- invoices and charges say, summed from raw on their own. Which charge pays which invoice is read from
-- base_stripe__charge_invoices: one that an invoice claims counts with that invoice. Left out, as no money:
-- invoices that nobody has paid, charges that failed, wait or were never captured, and what comes after as_of.
{{ config(meta={
    'finding': "the ledger is not what Stripe's invoices and charges say, in {count} sums of a source, currency and measure",
    'named': ['source', 'currency', 'measure']
}) }}
with

invoices as (
    select
        *,
        coalesce(paid_at, finalized_at, created) as booked_at,
        coalesce(total - total_excluding_tax, tax, 0) as tax_units,
        coalesce(shipping_cost_amount_total, 0) - coalesce(shipping_cost_amount_tax, 0) as shipping_units,
        status = 'paid' as is_paid,
        coalesce(paid_out_of_band, payment_type = 'payment_record', false) or coalesce(amount_due <= 0, false)
            as is_paid_without_charge
    from ({{ current_rows(source('raw_stripe', 'invoices')) }}) as current_invoices
),

charges as (
    select
        *,
        coalesce(amount_captured, amount) as taken_units
    from ({{ current_rows(source('raw_stripe', 'charges')) }}) as current_charges
    where status = 'succeeded' and coalesce(captured, true)
),

balance_transactions as (
    {{ current_rows(source('raw_stripe', 'balance_transactions')) }}
),

-- Stripe takes its fee in the account's own currency.
charges_with_fees as (
    select
        charges.source,
        charges.currency,
        charges.taken_units,
        coalesce(balance_transactions.fee, charges.balance_transaction_fee) as fee_units,
        coalesce(balance_transactions.currency, charges.balance_transaction_currency) as fee_currency,
        coalesce(balance_transactions.exchange_rate, charges.balance_transaction_exchange_rate) as exchange_rate,
        invoices.id is null as is_on_its_own,
        coalesce(invoices.booked_at, charges.created) as booked_at,
        coalesce(invoices.is_paid and not invoices.is_paid_without_charge, true) as is_fee_booked
    from charges
    left join balance_transactions
        on charges.source = balance_transactions.source and charges.balance_transaction = balance_transactions.id
    left join {{ ref('base_stripe__charge_invoices') }} as claims
        on charges.source = claims.source and charges.id = claims.charge_id
    left join invoices
        on claims.source = invoices.source and claims.invoice_id = invoices.id
),

in_units as (
    select source, currency, 'paid' as measure, booked_at, total - tax_units - shipping_units as units from invoices
    where is_paid
    union all
    select source, currency, 'payment_tax', booked_at, tax_units from invoices
    where is_paid
    union all
    select source, currency, 'payment_shipping', booked_at, shipping_units from invoices
    where is_paid
    union all
    select source, currency, 'paid', booked_at, taken_units from charges_with_fees
    where is_on_its_own
),

expected as (
    select
        source,
        upper(currency) as currency,
        measure,
        {{ minor_units_to_money('units', 'currency') }} as amount
    from in_units
    where booked_at < {{ as_of_instant() }}
    union all
    select
        source,
        upper(currency),
        'fee',
        -{{ back_to_currency(
            minor_units_to_money('fee_units', 'fee_currency'), 'fee_currency', 'currency', 'exchange_rate'
        ) }}
    from charges_with_fees
    where is_fee_booked and booked_at < {{ as_of_instant() }}
),

{{ tied_out_to_ledger('stripe', entries='refund_id is null') }}
