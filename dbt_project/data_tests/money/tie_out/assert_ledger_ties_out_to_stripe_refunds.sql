-- Money ties out to the cent: what was booked as given back to Stripe's customers is what its refunds, disputes and
-- credit notes say, with the fees, summed from raw on their own; which charge pays which invoice is read from
-- base_stripe__charge_invoices. Left out, as no money: refunds that failed, were cancelled or still need the customer,
-- or gave up the hold of a charge that took nothing; disputes won, prevented or only asked about; credit notes that
-- are void, of an unpaid invoice, or paid out by a refund; and what comes after as_of.
{{ config(meta={
    'finding': "the ledger is not what Stripe's refunds, disputes and credit notes say, in {count} sums of a source and currency",
    'named': ['source', 'currency', 'measure']
}) }}
with

single_refunds as (
    {{ current_rows(source('raw_stripe', 'refunds')) }}
),

charge_refunds as (
    {{ current_rows(source('raw_stripe', 'charge_refunds')) }}
),

disputes as (
    {{ current_rows(source('raw_stripe', 'disputes')) }}
),

credit_notes as (
    {{ current_rows(source('raw_stripe', 'credit_notes')) }}
),

balance_transactions as (
    {{ current_rows(source('raw_stripe', 'balance_transactions')) }}
),

paid_invoices as (
    select source, id, coalesce(paid_at, finalized_at, created) as booked_at
    from ({{ current_rows(source('raw_stripe', 'invoices')) }}) as current_invoices
    where status = 'paid'
),

untaken_charges as (
    select charges.source, charges.id, charges.payment_intent, charges.status
    from ({{ current_rows(source('raw_stripe', 'charges')) }}) as charges
    left join {{ ref('base_stripe__charge_invoices') }} as claims
        on charges.source = claims.source and charges.id = claims.charge_id
    where claims.charge_id is null and (coalesce(charges.status, '') <> 'succeeded' or not charges.captured)
),

-- What took nothing: by charge; by payment intent where its charge succeeded, after others that failed perhaps.
holds as (
    select source, id as held_by from untaken_charges
    union
    select source, payment_intent from untaken_charges
    where status = 'succeeded'
),

-- Refunds came inside their charge before 2022-11-15; where both came, the refund of its own counts.
refunds as (
    select source, id, charge, payment_intent, balance_transaction, status, amount, currency, created
    from single_refunds
    union all
    select source, id, charge, payment_intent, balance_transaction, status, amount, currency, created
    from charge_refunds
    where (source, id) not in (select (source, id) from single_refunds)
),

movements as (
    select
        refunds.source, refunds.id, refunds.charge, refunds.payment_intent, refunds.created, refunds.currency,
        refunds.amount, balance_transactions.fee, balance_transactions.currency as fee_currency,
        balance_transactions.exchange_rate
    from refunds
    left join balance_transactions
        on refunds.source = balance_transactions.source and refunds.balance_transaction = balance_transactions.id
    where coalesce(refunds.status, 'succeeded') in ('succeeded', 'pending')
    union all
    select source, id, charge, payment_intent, created, currency, amount, fee, fee_currency, exchange_rate
    from disputes
    where status in ('needs_response', 'under_review', 'lost')
),

money_back as (
    select movements.*
    from movements
    left join holds
        on movements.source = holds.source
        and coalesce(movements.charge, movements.payment_intent) = holds.held_by
    where holds.held_by is null
),

paid_out as (
    select credit_notes.source, credit_notes.id, sum(money_back.amount) as units
    from credit_notes
    cross join {{ unnest_json('credit_notes.refund') }}
    inner join money_back
        on credit_notes.source = money_back.source and {{ json_text('elements.element', '$') }} = money_back.id
    group by credit_notes.source, credit_notes.id
),

credited as (
    select
        credit_notes.source,
        credit_notes.currency,
        greatest(coalesce(credit_notes.effective_at, credit_notes.created), paid_invoices.booked_at) as booked_at,
        greatest(credit_notes.total - coalesce(paid_out.units, 0), 0) as units
    from credit_notes
    inner join paid_invoices
        on credit_notes.source = paid_invoices.source and credit_notes.invoice = paid_invoices.id
    left join paid_out
        on credit_notes.source = paid_out.source and credit_notes.id = paid_out.id
    where coalesce(credit_notes.status, 'issued') <> 'void'
),

expected as (
    select
        source,
        upper(currency) as currency,
        'refunded' as measure,
        -{{ minor_units_to_money('amount', 'currency') }} as amount
    from money_back
    where created < {{ as_of_instant() }}
    union all
    select source, upper(currency), 'refunded', -{{ back_to_currency(
        minor_units_to_money('fee', 'fee_currency'), 'fee_currency', 'currency', 'exchange_rate'
    ) }}
    from money_back
    where created < {{ as_of_instant() }}
    union all
    select source, upper(currency), 'refunded', -{{ minor_units_to_money('units', 'currency') }}
    from credited
    where booked_at < {{ as_of_instant() }}
),

{{ tied_out_to_ledger('stripe', entries='refund_id is not null') }}
