-- One row per Stripe invoice, as a payment. Its total without tax and shipping counts, whether a charge, a credit
-- balance or money outside Stripe settled it: credit balances come from negative invoices, which count as well.
with

invoices as (
    {{ current_rows(source('raw_stripe', 'invoices')) }}
),

promotion_codes as (
    {{ current_rows(source('raw_stripe', 'promotion_codes')) }}
),

charges as (
    select
        source,
        invoice_id,
        sum(fee_amount) as fee_amount,
        max(payment_method_type) as payment_method_type
    from {{ ref('base_stripe__charges') }}
    where status = 'succeeded'
    group by source, invoice_id
),

split as (
    select
        *,
        coalesce(total - total_excluding_tax, tax, 0) as tax_units,
        coalesce(shipping_cost_amount_total, 0) - coalesce(shipping_cost_amount_tax, 0) as shipping_units,
        coalesce(inclusive_tax, 0) as inclusive_tax_units,
        coalesce(total_discount_amount, 0) as discount_units,
        coalesce(paid_out_of_band, payment_type = 'payment_record', false) as is_out_of_band
    from invoices
),

untaxed as (
    select
        *,
        total - tax_units - shipping_units as net_units
    from split
),

netted as (
    select
        *,
        {{ without_tax('discount_units', 'net_units', 'inclusive_tax_units') }} as net_discount_units
    from untaxed
),

final as (
    select
        netted.source,
        netted.id as record_id,
        netted.id as payment_id,
        netted.subscription as subscription_id,
        netted.customer as profile_record_id,
        coalesce(netted.paid_at, netted.finalized_at, netted.created) as paid_at,
        {{ minor_units_to_money('netted.net_units + netted.net_discount_units', 'netted.currency') }} as list_amount,
        {{ minor_units_to_money('netted.net_discount_units', 'netted.currency') }} as discount_amount,
        case
            when netted.discount_units <> 0 then coalesce(promotion_codes.code, netted.discount_coupon)
        end as discount_code,
        {{ minor_units_to_money('netted.shipping_units', 'netted.currency') }} as shipping_amount,
        {{ minor_units_to_money('netted.tax_units', 'netted.currency') }} as tax_amount,
        {{ minor_units_to_money('netted.net_units', 'netted.currency') }} as paid_amount,
        case
            when netted.status = 'paid' and (netted.is_out_of_band or netted.amount_due <= 0)
                then cast(0 as decimal(18, 4))
            else charges.fee_amount
        end as fee_amount,
        upper(netted.currency) as currency,
        case
            when netted.status in ('paid', 'void') then netted.status
            when netted.status = 'uncollectible' or (netted.status = 'open' and netted.attempted) then 'failed'
            else 'pending'
        end as status,
        case when netted.is_out_of_band then 'out_of_band' else charges.payment_method_type end as payment_method,
        coalesce({{ json_text('netted.metadata', '$.sales_channel') }}, 'direct') as sales_channel,
        netted.loaded_at
    from netted
    left join charges
        on netted.source = charges.source and netted.id = charges.invoice_id
    left join promotion_codes
        on netted.source = promotion_codes.source and netted.discount_promotion_code = promotion_codes.id
)

select * from final
