with

payments as (
    select * from {{ ref('int_paid_payments') }}
),

lines as (
    select * from {{ ref('int_payment_lines_unioned') }}
),

-- A line in another currency than its payment tells of its period, not of what was paid: it would count twice.
given as (
    select
        payments.source,
        payments.payment_id,
        lines.line_id,
        coalesce(lines.subscription_id, payments.subscription_id) as subscription_id,
        lines.product_id,
        coalesce(lines.line_kind, 'term') as line_kind,
        coalesce(lines.discount_code, payments.discount_code) as discount_code,
        lines.currency,
        lines.currency = payments.currency as is_in_currency_paid,
        coalesce(lines.list_amount, lines.line_amount + coalesce(lines.discount_amount, 0)) as list_amount,
        coalesce(lines.list_amount - lines.line_amount, lines.discount_amount, 0) as discount_amount,
        case when lines.line_kind = 'shipping' then lines.line_amount else 0 end as shipping_amount,
        coalesce(lines.tax_amount, 0) as tax_amount,
        lines.line_amount,
        lines.period_start_at,
        lines.period_end_at,
        lines.issue_count
    from lines
    inner join payments
        on lines.source = payments.source
        and lines.payment_id = payments.payment_id
),

explained as (
    select
        source,
        payment_id,
        sum(case when is_in_currency_paid then line_amount - shipping_amount end) as line_amount,
        sum(case when is_in_currency_paid then shipping_amount end) as shipping_amount,
        sum(case when is_in_currency_paid then tax_amount end) as tax_amount,
        min(period_start_at) as period_start_at,
        max(period_end_at) as period_end_at
    from given
    group by source, payment_id
),

-- A payment without lines is one line; where lines do not explain the payment, what is left is one more.
made as (
    select
        payments.source,
        payments.payment_id,
        'payment' as line_id,
        payments.subscription_id,
        payments.product_id,
        case when explained.line_amount is null then 'term' else 'remainder' end as line_kind,
        payments.discount_code,
        payments.currency,
        true as is_in_currency_paid,
        case
            when explained.line_amount is null
                then coalesce(payments.list_amount, payments.paid_amount + coalesce(payments.discount_amount, 0))
            else greatest(payments.paid_amount - explained.line_amount, 0)
        end as list_amount,
        case
            when explained.line_amount is null
                then coalesce(payments.list_amount - payments.paid_amount, payments.discount_amount, 0)
            else greatest(explained.line_amount - payments.paid_amount, 0)
        end as discount_amount,
        coalesce(payments.shipping_amount - coalesce(explained.shipping_amount, 0), 0) as shipping_amount,
        coalesce(payments.tax_amount - coalesce(explained.tax_amount, 0), 0) as tax_amount,
        payments.paid_amount - coalesce(explained.line_amount, 0) as line_amount,
        explained.period_start_at,
        explained.period_end_at,
        cast(null as integer) as issue_count
    from payments
    left join explained
        on payments.source = explained.source
        and payments.payment_id = explained.payment_id
),

all_lines as (
    select * from given
    where is_in_currency_paid
    union all
    select * from made
    where
        line_kind = 'term'
        or list_amount <> 0
        or discount_amount <> 0
        or shipping_amount <> 0
        or tax_amount <> 0
),

final as (
    select
        source,
        payment_id,
        line_id,
        subscription_id,
        product_id,
        line_kind,
        discount_code,
        currency,
        case when line_kind = 'shipping' then 0 else list_amount end as list_amount,
        case when line_kind = 'shipping' then 0 else discount_amount end as discount_amount,
        shipping_amount,
        tax_amount,
        case when line_kind = 'shipping' then 0 else line_amount end as net_amount,
        period_start_at,
        period_end_at,
        issue_count
    from all_lines
)

select * from final
