-- One row per line of a Stripe invoice, and one named `rest` where the lines that came fall short of the paid total:
-- the API puts no more than the first lines of a long invoice into it.
with

invoice_lines as (
    {{ current_rows(source('raw_stripe', 'invoice_lines')) }}
),

prices as (
    {{ current_rows(source('raw_stripe', 'prices')) }}
),

products as (
    select * from {{ ref('stg_stripe__products') }}
),

payments as (
    select * from {{ ref('stg_stripe__payments') }}
),

untaxed as (
    select
        invoice_lines.*,
        coalesce(invoice_lines.product, prices.product) as product_id,
        coalesce(invoice_lines.discount_amount, 0) as discount_units,
        coalesce(invoice_lines.inclusive_tax, 0) as inclusive_tax_units,
        invoice_lines.amount
        - coalesce(invoice_lines.discount_amount, 0)
        - coalesce(invoice_lines.inclusive_tax, 0) as net_units
    from invoice_lines
    left join prices
        on invoice_lines.source = prices.source and invoice_lines.price = prices.id
),

netted as (
    select
        *,
        {{ without_tax('discount_units', 'net_units', 'inclusive_tax_units') }} as net_discount_units
    from untaxed
),

lines as (
    select
        netted.source,
        netted.invoice as payment_id,
        netted.id as line_id,
        coalesce(netted.subscription, payments.subscription_id) as subscription_id,
        netted.product_id,
        coalesce(
            {{ one_of(
                json_text('netted.metadata', '$.line_kind'), ['term', 'proration', 'shipping', 'donation', 'credit']
            ) }},
            case
                when netted.proration then 'proration'
                when products.product_kind = 'donation' then 'donation'
                when netted.amount < 0 then 'credit'
                else 'term'
            end
        ) as line_kind,
        coalesce(netted.quantity, 1) as quantity,
        case when netted.period_end > netted.period_start then netted.period_start end as period_start_at,
        case when netted.period_end > netted.period_start then netted.period_end end as period_end_at,
        try_cast({{ json_text('netted.metadata', '$.issue_count') }} as integer) as issue_count,
        {{ minor_units_to_money('netted.net_units + netted.net_discount_units', 'netted.currency') }} as list_amount,
        {{ minor_units_to_money('netted.net_discount_units', 'netted.currency') }} as discount_amount,
        case when netted.discount_units <> 0 then coalesce(payments.discount_code, netted.discount_coupon) end
            as discount_code,
        {{ minor_units_to_money('coalesce(netted.tax, 0)', 'netted.currency') }} as tax_amount,
        {{ minor_units_to_money('netted.net_units', 'netted.currency') }} as line_amount,
        upper(netted.currency) as currency,
        netted.loaded_at
    from netted
    left join payments
        on netted.source = payments.source and netted.invoice = payments.payment_id
    left join products
        on netted.source = products.source and netted.product_id = products.product_id
),

line_totals as (
    select source, payment_id, sum(line_amount) as line_amount, sum(tax_amount) as tax_amount
    from lines
    group by source, payment_id
),

rests as (
    select
        payments.source,
        payments.payment_id,
        'rest' as line_id,
        payments.subscription_id,
        cast(null as varchar(100)) as product_id,
        'term' as line_kind,
        1 as quantity,
        cast(null as timestamp) as period_start_at,
        cast(null as timestamp) as period_end_at,
        cast(null as integer) as issue_count,
        payments.paid_amount - line_totals.line_amount as list_amount,
        cast(0 as decimal(18, 4)) as discount_amount,
        cast(null as varchar(100)) as discount_code,
        cast(0 as decimal(18, 4)) as tax_amount,
        payments.paid_amount - line_totals.line_amount as line_amount,
        payments.currency,
        payments.loaded_at
    from payments
    inner join line_totals
        on payments.source = line_totals.source and payments.payment_id = line_totals.payment_id
    where payments.paid_amount <> line_totals.line_amount
),

final as (
    select *, payment_id || ':' || line_id as record_id from lines
    union all
    select *, payment_id || ':' || line_id as record_id from rests
)

select * from final
