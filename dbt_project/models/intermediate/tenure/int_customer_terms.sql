with

lines as (
    select * from {{ ref('int_payment_lines_split') }}
    where line_kind in ('term', 'remainder') and net_amount > 0 and service_end_at is not null
),

subscriptions as (
    select source, subscription_id, format, ended_at from {{ ref('int_subscriptions_described') }}
),

settled_payments as (
    {{ settled_payments(ref('int_refunds_allocated')) }}
),

-- What ends early is paid service only to its end; what was given back altogether, to the day it was.
terms as (
    select
        customer_records.customer_number,
        lines.source,
        lines.payment_id,
        lines.subscription_id,
        min(lines.paid_at) as paid_at,
        min(lines.service_start_at) as service_start_at,
        max(least(
            lines.service_end_at,
            coalesce(subscriptions.ended_at, lines.service_end_at),
            case
                when settled_payments.settled_date is null then lines.service_end_at
                else greatest({{ local_midnight('settled_payments.settled_date') }}, lines.paid_at)
            end
        )) as service_end_at,
        max({{ grace_days('subscriptions.format') }}) as grace_days,
        sum(lines.discount_amount) > 0 as is_discounted,
        max(settled_payments.settled_date) is not null as is_given_back,
        coalesce(
            max(case when settled_payments.is_all_paid_back then 1 else 0 end) = 1
            or max(settled_payments.settled_date) <= {{ local_date('min(lines.service_start_at)') }},
            false
        ) as is_no_term
    from lines
    {{ inner_join_customers('lines') }}
    left join subscriptions
        on lines.source = subscriptions.source
        and lines.subscription_id = subscriptions.subscription_id
    left join settled_payments
        on lines.source = settled_payments.source
        and lines.payment_id = settled_payments.payment_id
    group by
        customer_records.customer_number, lines.source, lines.payment_id, lines.subscription_id, lines.currency
),

-- Of whose money nothing was kept, or who never was served for it, has neither a term to renew nor renewed one.
final as (
    select
        customer_number, source, payment_id, subscription_id, paid_at, service_start_at, service_end_at, grace_days,
        is_discounted, is_given_back,
        case
            when not is_no_term then row_number() over numbered
        end as term_number
    from terms
    window numbered as (
        partition by customer_number, source, subscription_id, is_no_term
        order by paid_at asc nulls last, payment_id asc nulls last
    )
)

select * from final
