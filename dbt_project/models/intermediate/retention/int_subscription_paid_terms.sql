-- What is billed in parts, or for several titles at once, is one term where it ends at the same moment. A subscription
-- that ends early ends its term with it, so does a payment that was given back. Nobody has paid for a term where all
-- that was paid came back, or nothing of it had been served by that day.
with

lines as (
    select * from {{ ref('int_payment_lines_split') }}
    where line_kind in ('term', 'remainder') and net_amount > 0 and service_end_at is not null
),

subscriptions as (
    select * from {{ ref('int_subscriptions_described') }}
),

settled_payments as (
    {{ settled_payments(ref('int_refunds_allocated')) }}
),

cut as (
    select
        lines.source,
        lines.subscription_id,
        lines.service_start_at,
        least(
            lines.service_end_at,
            coalesce(subscriptions.ended_at, lines.service_end_at),
            coalesce({{ local_midnight('settled_payments.settled_date') }}, lines.service_end_at)
        ) as term_end_at,
        lines.paid_at,
        lines.net_amount,
        lines.currency
    from lines
    inner join subscriptions
        on lines.source = subscriptions.source
        and lines.subscription_id = subscriptions.subscription_id
    left join settled_payments
        on lines.source = settled_payments.source
        and lines.payment_id = settled_payments.payment_id
    where not coalesce(settled_payments.is_all_paid_back, false)
),

final as (
    select
        source,
        subscription_id,
        min(service_start_at) as term_start_at,
        term_end_at,
        min(paid_at) as paid_at,
        {{ only_value('currency') }} as currency,
        {{ sum_in_one_currency('net_amount') }} as paid_amount
    from cut
    where service_start_at < term_end_at
    group by source, subscription_id, term_end_at
)

select * from final
