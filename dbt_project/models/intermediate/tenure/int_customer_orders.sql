with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where quantity > 0
),

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
),

-- A start counts once it is more than a trial.
final as (
    select
        customer_records.customer_id,
        customer_records.customer_number,
        lines.source,
        lines.order_id,
        'order' as order_kind,
        min(lines.ordered_at) as ordered_at
    from lines
    {{ inner_join_customers('lines') }}
    group by customer_records.customer_id, customer_records.customer_number, lines.source, lines.order_id
    union all
    select
        customer_id,
        customer_number,
        source,
        subscription_id as order_id,
        'subscription' as order_kind,
        coalesce(trial_end_at, started_at) as ordered_at
    from subscriptions
    where
        role = 'payer'
        and not is_complimentary
        and status <> 'trial'
        and coalesce(trial_end_at, started_at) < {{ as_of_instant() }}
        and (ended_at is null or ended_at > coalesce(trial_end_at, started_at))
)

select * from final
