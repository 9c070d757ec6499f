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

matched as (
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
),

timed as (
    select
        *,
        greatest(
            {{ days_between('refunded_date', 'service_end') }} - {{ paused_days('refunded_date', 'service_end') }}, 0
        ) as days_left,
        {{ days_between('service_start', 'service_end') }} - {{ paused_days('service_start', 'service_end') }}
            as days_of_service
    from matched
),

counted as (
    select
        *,
        coalesce(issue_count, days_of_service) as units_of_service,
        {{ service_units('greatest(days_of_service - days_left, 0)', 'nullif(days_of_service, 0)', 'issue_count') }}
            as units_done
    from timed
),

left_over as (
    select
        *,
        units_of_service - units_done as units_left,
        -- Of what is served by issue nothing more is earned, nor taken back, before the next one is out.
        greatest(refunded_at, service_start_at, case
            when issue_count is not null then {{ local_midnight(day_of_issue('units_done')) }}
        end) as left_from_at,
        {{ left_to_earn('spread_amount') }} as left_amount,
        {{ left_to_earn('spread_shipping') }} as left_shipping
    from counted
),

summed as (
    select
        *,
        sum(given_back) over (
            partition by source, payment_id, currency
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        ) as given_back_so_far
    from left_over
),

later as (
    select
        *,
        min(given_back_so_far) over (
            partition by source, payment_id, currency
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between 1 following and unbounded following
        ) as least_given_back_later
    from summed
),

-- A chargeback that was won came back: it has ended nothing, and counts on its day as what undid it does.
lasting as (
    select
        *,
        coalesce(
            least_given_back_later <= given_back_so_far - given_back
            or given_back_so_far >= charged_amount and least_given_back_later < charged_amount,
            false
        ) as is_undone
    from later
),

-- Each takes its part of what was left on its day, and leaves the rest of it to the next. Only what could take from the
-- service has taken any of it, and one below zero gives nothing back to it.
parted as (
    select
        *,
        case when not is_undone then {{ part_taken('net_amount', 'left_amount') }} end as net_part,
        case when not is_undone then {{ part_taken('shipping_amount', 'left_shipping') }} end as shipping_part
    from lasting
),

placed as (
    select
        *,
        coalesce(sum(net_part) over refunds_before, 0) as net_part_before,
        coalesce(sum(shipping_part) over refunds_before, 0) as shipping_part_before,
        -- A part is cut by less than one.
        sum(net_part + 1) over refunds_so_far as most_of_net,
        sum(shipping_part + 1) over refunds_so_far as most_of_shipping
    from parted
    window refunds_before as (
        partition by source, payment_id, currency
        order by refunded_at asc nulls last, refund_id asc nulls last
        rows between unbounded preceding and 1 preceding
    ),
    refunds_so_far as (
        partition by source, payment_id, currency
        order by refunded_at asc nulls last, refund_id asc nulls last
        rows between unbounded preceding and current row
    )
),

-- All that a payment was for has come back where all that was left has, or all that was paid.
ended as (
    select
        *,
        not is_undone and coalesce(
            given_back_so_far >= charged_amount and charged_amount > 0
            or left_amount + left_shipping > 0
            and (left_amount <= 0 or most_of_net >= {{ one_whole() }})
            and (left_shipping <= 0 or most_of_shipping >= {{ one_whole() }}),
            false
        ) as is_end_of_service,
        not is_undone and coalesce(given_back_so_far >= charged_amount and charged_amount > 0, false)
            as is_all_paid_back
    from placed
),

final as (
    select
        *,
        case
            when is_undone or is_end_of_service then 0
            else {{ still_unearned('left_amount', 'net_amount', 'net_part_before') }}
        end as unearned_amount,
        case
            when is_undone or is_end_of_service then 0
            else {{ still_unearned('left_shipping', 'shipping_amount', 'shipping_part_before') }}
        end as unearned_shipping
    from ended
)

select * from final
