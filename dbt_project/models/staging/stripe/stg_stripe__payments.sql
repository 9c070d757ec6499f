-- One row per Stripe invoice, booked when paid, and one per charge that took money and that no invoice claims: payment
-- links, donations, older integrations. A charge says nothing of tax, shipping or discount.
with

charges as (
    select * from {{ ref('base_stripe__charges') }}
),

final as (
    select
        source, record_id, payment_id, subscription_id, profile_record_id, paid_at, list_amount, discount_amount,
        discount_code, shipping_amount, tax_amount, paid_amount, fee_amount, currency, status, payment_method,
        sales_channel, loaded_at
    from {{ ref('base_stripe__invoices') }}
    union all
    select
        source,
        charge_id as record_id,
        charge_id as payment_id,
        null as subscription_id,
        customer_id as profile_record_id,
        charged_at as paid_at,
        amount as list_amount,
        {{ money('0') }} as discount_amount,
        null as discount_code,
        {{ money('0') }} as shipping_amount,
        {{ money('0') }} as tax_amount,
        amount as paid_amount,
        fee_amount,
        currency,
        'paid' as status,
        payment_method_type as payment_method,
        'direct' as sales_channel,
        loaded_at
    from charges
    where is_taken and invoice_id is null
)

select * from final
