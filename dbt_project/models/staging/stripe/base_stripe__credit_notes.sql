-- One row per credit note of a paid Stripe invoice, as far as no refund pays it out.
with

refunds as (
    select * from {{ ref('base_stripe__refunds') }}
),

credit_notes as (
    {{ current_rows(source('raw_stripe', 'credit_notes')) }}
),

payments as (
    select * from {{ ref('stg_stripe__payments') }}
),

paid_out as (
    select credit_notes.source, credit_notes.id, sum(refunds.amount) as amount
    from credit_notes
    cross join {{ unnest_json('credit_notes.refund') }}
    inner join refunds
        on credit_notes.source = refunds.source and {{ json_text('elements.element', '$') }} = refunds.refund_id
    group by credit_notes.source, credit_notes.id
),

credits as (
    select
        credit_notes.*,
        {{ minor_units_to_money('credit_notes.total', 'credit_notes.currency') }} as total_amount,
        {{ minor_units_to_money(
            'credit_notes.total - coalesce(credit_notes.total_excluding_tax, credit_notes.total)',
            'credit_notes.currency'
        ) }} as tax_amount,
        coalesce(paid_out.amount, 0) as paid_out_amount
    from credit_notes
    left join paid_out
        on credit_notes.source = paid_out.source and credit_notes.id = paid_out.id
    where coalesce(credit_notes.status, 'issued') = 'issued'
),

-- What an unpaid invoice is credited has never been booked.
final as (
    select
        credits.source, credits.id as refund_id, credits.invoice as payment_id,
        payments.profile_record_id,
        'credit_note' as refund_kind,
        greatest(coalesce(credits.effective_at, credits.created), payments.paid_at) as refunded_at,
        credits.total_amount - credits.paid_out_amount as amount,
        {{ round_to_currency(
            'credits.tax_amount * (credits.total_amount - credits.paid_out_amount) / credits.total_amount',
            'payments.currency'
        ) }} as tax_amount,
        cast(0 as decimal(18, 4)) as shipping_amount,
        cast(0 as decimal(18, 4)) as fee_amount,
        payments.currency, credits.reason, credits.loaded_at
    from credits
    inner join payments
        on credits.source = payments.source and credits.invoice = payments.payment_id
    where payments.status = 'paid' and credits.total_amount > credits.paid_out_amount
)

select * from final
