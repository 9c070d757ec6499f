with

lines as (
    select * from {{ ref('int_payment_lines_booked') }}
),

shares as (
    select * from {{ ref('int_bundle_shares') }}
),

payments as (
    select * from {{ ref('int_payment_terms') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions_described') }}
),

products as (
    select * from {{ ref('int_products_unioned') }}
),

joined as (
    select
        lines.source,
        payments.record_id,
        lines.payment_id,
        lines.line_id,
        lines.payment_id || ':' || lines.line_id || coalesce(':' || shares.product_id, '') as line_key,
        lines.subscription_id,
        payments.profile_record_id,
        coalesce(subscriptions.reader_record_id, payments.beneficiary_record_id) as beneficiary_record_id,
        coalesce(shares.product_id, lines.product_id, subscriptions.product_id, payments.product_id) as product_id,
        coalesce(shares.product_line, products.product_line, subscriptions.product_line, 'subscriptions')
            as product_line,
        coalesce(shares.title, subscriptions.title, payments.title, products.brand, products.name) as title,
        lines.line_kind,
        lines.line_kind = 'donation' or coalesce(products.product_kind = 'donation', false) as is_donation,
        lines.discount_code,
        payments.sales_channel,
        payments.paid_at,
        lines.currency,
        coalesce(shares.list_amount, lines.list_amount) as list_amount,
        coalesce(shares.discount_amount, lines.discount_amount) as discount_amount,
        coalesce(shares.shipping_amount, lines.shipping_amount) as shipping_amount,
        coalesce(shares.tax_amount, lines.tax_amount) as tax_amount,
        coalesce(shares.list_amount - shares.discount_amount, lines.net_amount) as net_amount,
        lines.line_kind in ('term', 'remainder', 'shipping') and lines.period_end_at is null as is_term_of_payment,
        lines.period_start_at,
        lines.period_end_at,
        payments.term_start_at,
        payments.term_end_at,
        coalesce(subscriptions.pause_start_at, payments.pause_start_at) as pause_start_at,
        coalesce(subscriptions.pause_end_at, payments.pause_end_at) as pause_end_at,
        lines.issue_count,
        payments.term_issues
    from lines
    inner join payments
        on lines.source = payments.source
        and lines.payment_id = payments.payment_id
    left join shares
        on lines.source = shares.source
        and lines.payment_id = shares.payment_id
        and lines.line_id = shares.line_id
    left join subscriptions
        on lines.source = subscriptions.source
        and lines.subscription_id = subscriptions.subscription_id
    left join products
        on lines.source = products.source
        and coalesce(lines.product_id, subscriptions.product_id) = products.product_id
),

begun as (
    select
        *,
        case
            when is_term_of_payment then term_start_at
            else coalesce(period_start_at, paid_at)
        end as start_at
    from joined
),

-- A line's own period was written when it was billed, before any pause of it.
timed as (
    select
        *,
        case
            when is_term_of_payment then term_end_at else {{ after_pause('start_at', 'period_end_at') }}
        end as end_at
    from begun
),

final as (
    select
        source,
        record_id,
        payment_id,
        line_key,
        subscription_id,
        profile_record_id,
        beneficiary_record_id,
        product_id,
        product_line,
        title,
        line_kind,
        is_donation,
        discount_code,
        sales_channel,
        paid_at,
        currency,
        list_amount,
        discount_amount,
        shipping_amount,
        tax_amount,
        net_amount,
        case when end_at > start_at then start_at end as service_start_at,
        case when end_at > start_at then end_at end as service_end_at,
        case when pause_start_at < end_at and pause_end_at > start_at then pause_start_at end as pause_start_at,
        case when pause_start_at < end_at and pause_end_at > start_at then pause_end_at end as pause_end_at,
        case
            when end_at > start_at then coalesce(issue_count, case when is_term_of_payment then term_issues end)
        end as issue_count
    from timed
)

select * from final
