-- One row per refunded line of a Shopify order, and one for the rest of the refund (shipping, goodwill). The rows of a
-- refund add up to what its transactions paid back; goods taken back without money are rows of zero, which restock.
with

refunds as (
    select * from {{ ref('base_shopify__refunds') }}
),

refund_lines as (
    select * from {{ ref('base_shopify__refund_lines') }}
),

line_totals as (
    select source, refund_id, sum(line_value) as line_value
    from refund_lines
    group by source, refund_id
),

paid_back as (
    select
        refunds.*,
        coalesce(line_totals.line_value, 0) as line_value,
        coalesce(
            refunds.transactions_amount,
            coalesce(line_totals.line_value, 0) + refunds.shipping_amount + refunds.tax_amount
        ) as refunded_amount
    from refunds
    left join line_totals
        on refunds.source = line_totals.source and refunds.refund_id = line_totals.refund_id
),

-- Lines worth more than the money paid back (a restocking fee) are filled up in their order.
lines as (
    select
        refund_lines.*,
        least(refund_lines.value_so_far, paid_back.refunded_amount)
        - least(refund_lines.value_so_far - refund_lines.line_value, paid_back.refunded_amount) as amount
    from refund_lines
    inner join paid_back
        on refund_lines.source = paid_back.source and refund_lines.refund_id = paid_back.refund_id
),

rests as (
    select
        *,
        refunded_amount - line_value as amount,
        least(tax_amount, refunded_amount - line_value) as rest_tax
    from paid_back
    where refunded_amount > line_value
),

final as (
    select
        source, refund_id || ':' || part as refund_id, order_id, order_line_record_id, profile_record_id,
        refunded_at, amount,
        {{ round_to_currency('coalesce(line_tax * amount / nullif(line_value, 0), 0)', 'currency') }} as tax_amount,
        cast(0 as decimal(18, 4)) as shipping_amount,
        coalesce(restock_type in ('return', 'cancel', 'legacy_restock'), is_restocked) as is_restocked,
        currency, reason, loaded_at
    from lines
    union all
    select
        source, refund_id || ':rest' as refund_id, order_id, null as order_line_record_id, profile_record_id,
        refunded_at, amount,
        rest_tax as tax_amount,
        least(shipping_amount, amount - rest_tax) as shipping_amount,
        false as is_restocked,
        currency, reason, loaded_at
    from rests
)

select *, refund_id as record_id, 'refund' as refund_kind from final
