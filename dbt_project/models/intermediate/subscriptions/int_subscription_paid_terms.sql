-- What is billed in parts, or for several titles at once, is one term where it ends at the same moment. A subscription
-- that ends early ends its term with it.
with

lines as (
    select * from {{ ref('int_payment_lines_split') }}
    where line_kind in ('term', 'remainder') and net_amount > 0 and service_end_at is not null
),

subscriptions as (
    select * from {{ ref('int_subscriptions_described') }}
),

cut as (
    select
        lines.source,
        lines.subscription_id,
        lines.service_start_at,
        least(lines.service_end_at, coalesce(subscriptions.ended_at, lines.service_end_at)) as term_end_at,
        lines.paid_at,
        lines.net_amount,
        lines.currency
    from lines
    inner join subscriptions
        on lines.source = subscriptions.source
        and lines.subscription_id = subscriptions.subscription_id
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
