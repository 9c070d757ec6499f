with

lines as (
    select * from {{ ref('int_payment_lines_split') }}
    where line_kind in ('term', 'remainder') and net_amount > 0 and service_end_at is not null
),

subscriptions as (
    select source, subscription_id, format, ended_at from {{ ref('int_subscriptions_described') }}
),

-- What ends early is paid service only to its end.
final as (
    select
        customer_records.customer_id,
        lines.source,
        lines.payment_id,
        lines.subscription_id,
        min(lines.paid_at) as paid_at,
        min(lines.service_start_at) as service_start_at,
        max(least(lines.service_end_at, coalesce(subscriptions.ended_at, lines.service_end_at))) as service_end_at,
        max({{ grace_days('subscriptions.format') }}) as grace_days,
        sum(lines.discount_amount) > 0 as is_discounted,
        row_number() over (
            partition by customer_records.customer_id, lines.source, lines.subscription_id
            order by min(lines.paid_at) asc nulls last, lines.payment_id asc nulls last
        ) as term_number
    from lines
    {{ inner_join_customers('lines') }}
    left join subscriptions
        on lines.source = subscriptions.source
        and lines.subscription_id = subscriptions.subscription_id
    group by customer_records.customer_id, lines.source, lines.payment_id, lines.subscription_id, lines.currency
)

select * from final
