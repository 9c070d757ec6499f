-- One row per Stripe charge that an invoice claims, with that invoice. Which of them pays which, the API says in four
-- places over the years, and not at all where the invoice's list of payments was not asked for.
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

-- Until 2025 an invoice named its charge; since then a list of invoice payments does, mostly by payment intent.
links as (
    select source, invoice as invoice_id, id as paid_by from charges
    union all
    select invoices.source, invoices.id as invoice_id, {{ json_text('elements.element', '$') }} as paid_by
    from invoices
    cross join {{ unnest_json('invoices.payments') }}
    union all
    select source, invoice as invoice_id, charge as paid_by from invoice_payments
    union all
    select source, invoice as invoice_id, payment_intent as paid_by from invoice_payments
),

paid_invoices as (
    select links.source, links.paid_by, min(links.invoice_id) as invoice_id
    from links
    inner join invoices
        on links.source = invoices.source and links.invoice_id = invoices.id
    where links.paid_by is not null
    group by links.source, links.paid_by
),

claimed as (
    select charges.*, coalesce(by_charge.invoice_id, by_intent.invoice_id) as invoice_id
    from charges
    left join paid_invoices as by_charge
        on charges.source = by_charge.source and charges.id = by_charge.paid_by
    left join paid_invoices as by_intent
        on charges.source = by_intent.source and charges.payment_intent = by_intent.paid_by
),

-- An invoice that tells nothing of its payments claims the charge of the same customer and amount next to its day.
silent_invoices as (
    select invoices.*
    from invoices
    left join (select distinct source, invoice_id from paid_invoices) as told
        on invoices.source = told.source and invoices.id = told.invoice_id
    where
        told.invoice_id is null
        and invoices.status = 'paid'
        and not coalesce(invoices.paid_out_of_band, invoices.payment_type = 'payment_record', false)
),

distances as (
    select
        claimed.source,
        claimed.id as charge_id,
        silent_invoices.id as invoice_id,
        abs({{ seconds_between(
            'claimed.created', 'coalesce(silent_invoices.paid_at, silent_invoices.finalized_at, silent_invoices.created)'
        ) }}) as distance
    from claimed
    inner join silent_invoices
        on claimed.source = silent_invoices.source
        and claimed.customer = silent_invoices.customer
        and claimed.currency = silent_invoices.currency
        and claimed.amount = silent_invoices.amount_paid
    where claimed.invoice_id is null and claimed.status = 'succeeded'
),

ranked as (
    select
        *,
        row_number() over (partition by source, charge_id order by distance asc nulls last, invoice_id asc nulls last)
            as place_for_charge,
        row_number() over (partition by source, invoice_id order by distance asc nulls last, charge_id asc nulls last)
            as place_for_invoice
    from distances
    where distance <= 15 * 86400
),

final as (
    select source, id as charge_id, invoice_id from claimed
    where invoice_id is not null
    union all
    select source, charge_id, invoice_id from ranked
    where place_for_charge = 1 and place_for_invoice = 1
)

select * from final
