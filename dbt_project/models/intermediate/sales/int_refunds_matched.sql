{{ config(materialized='view') }}

with

refunds as (
    select * from {{ ref('int_refunds_unioned') }}
    where refunded_at < {{ as_of_instant() }}
),

payments as (
    select * from {{ ref('int_payment_services') }}
),

order_lines as (
    select * from {{ ref('int_order_lines_costed') }}
    where not is_return
),

-- Goods of one order that cost in two currencies have no cost together; int_ledger_refunds gives each back.
orders as (
    select
        source,
        order_id,
        min(profile_record_id) as profile_record_id,
        min(sales_channel) as sales_channel,
        {{ sum_in_one_currency('line_amount') }} as line_amount,
        {{ sum_in_one_currency('cost_amount', 'cost_currency') }} as cost_amount,
        {{ only_value('cost_currency') }} as cost_currency,
        {{ only_value('currency') }} as currency
    from order_lines
    group by source, order_id
),

final as (
    select
        refunds.source, refunds.record_id, refunds.refund_id, refunds.payment_id,
        coalesce(refunds.order_id, order_lines.order_id) as order_id,
        order_lines.record_id as order_line_record_id,
        payments.subscription_id,
        coalesce(
            refunds.profile_record_id, payments.profile_record_id, order_lines.profile_record_id,
            orders.profile_record_id
        ) as profile_record_id,
        payments.beneficiary_record_id,
        coalesce(payments.product_id, order_lines.product_id) as product_id,
        coalesce(payments.product_line, order_lines.product_line) as product_line,
        coalesce(payments.title, order_lines.title) as title,
        coalesce(payments.sales_channel, order_lines.sales_channel, orders.sales_channel) as sales_channel,
        case when refunds.refund_kind = 'chargeback' then 'chargeback' else 'refund' end as entry_type,
        refunds.refunded_at,
        {{ local_date('refunds.refunded_at') }} as refunded_date,
        refunds.currency,
        -- Before the day it was paid nothing is there to give back, and amounts of two currencies are never compared.
        case
            when
                refunds.currency = payments.currency
                and {{ local_date('payments.paid_at') }} <= {{ local_date('refunds.refunded_at') }}
                then refunds.amount
        end as given_back,
        payments.charged_amount,
        refunds.amount - coalesce(refunds.tax_amount, 0) - coalesce(refunds.shipping_amount, 0) as net_amount,
        coalesce(refunds.tax_amount, 0) as tax_amount,
        coalesce(refunds.shipping_amount, 0) as shipping_amount,
        coalesce(refunds.fee_amount, 0) as fee_amount,
        coalesce(refunds.is_restocked, false) as is_restocked,
        case
            when coalesce(order_lines.currency, orders.currency) = refunds.currency
                then coalesce(order_lines.line_amount, orders.line_amount)
        end as line_amount,
        coalesce(order_lines.cost_amount, orders.cost_amount) as cost_amount,
        coalesce(order_lines.cost_currency, orders.cost_currency) as cost_currency,
        services.service_start_at,
        services.service_end_at,
        {{ local_date('services.service_start_at') }} as service_start,
        {{ local_date('services.service_end_at') }} as service_end,
        services.pause_start_at,
        services.pause_end_at,
        nullif(services.issue_count, 0) as issue_count,
        services.spread_amount, services.spread_shipping,
        services.spread_reporting_amount,
        services.spread_reporting_shipping
    from refunds
    left join payments
        on refunds.source = payments.source
        and refunds.payment_id = payments.payment_id
    -- What is still to be earned is known in the currency of the payment alone, and where it paid for one time only: of
    -- two, nobody says which of them is given back. Before the day it was paid, nothing is deferred yet.
    left join payments as services
        on refunds.source = services.source
        and refunds.payment_id = services.payment_id
        and refunds.currency = services.currency
        and services.is_one_service
        and {{ local_date('services.paid_at') }} <= {{ local_date('refunds.refunded_at') }}
    left join order_lines
        on refunds.source = order_lines.source
        and refunds.order_line_record_id = order_lines.record_id
    left join orders
        on refunds.source = orders.source
        and refunds.order_id = orders.order_id
)

select * from final
