{{ config(materialized='view') }}

with

terms as (
    select * from {{ ref('int_customer_terms') }}
),

orders as (
    select * from {{ ref('int_customer_orders') }}
    where order_kind = 'order'
),

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where entry_type = 'list_price' and order_id is null and service_end_at is null and net_line_amount > 0
),

pauses as (
    select
        customer_id,
        paused_at,
        coalesce(resumes_at, {{ as_of_instant() }}) as resumed_at
    from {{ ref('int_customer_subscriptions') }}
    where role = 'payer' and paused_at is not null and not is_complimentary
),

-- `service`: paid terms and their pauses, gaps to 60 days closed. `custom`: how long somebody counts as a customer:
-- a term from the day it is paid or begins, and its grace; 365 days from an order.
final as (
    select
        customer_id, 'service' as spell_kind, service_start_at as start_at, service_end_at as end_at,
        {{ var('stage_loyal_gap_days', 60) }} as slack_days
    from terms
    where service_start_at < {{ as_of_instant() }}
    union all
    select customer_id, 'service', paused_at, resumed_at, {{ var('stage_loyal_gap_days', 60) }}
    from pauses
    union all
    select customer_id, 'custom', least(paid_at, service_start_at), service_end_at, grace_days
    from terms
    union all
    select customer_id, 'custom', paused_at, resumed_at, {{ var('stage_loyal_gap_days', 60) }}
    from pauses
    union all
    select customer_id, 'custom', ordered_at as start_at, ordered_at as end_at, {{ var('stage_order_days', 365) }}
    from orders
    union all
    select
        customer_records.customer_id, 'custom', entries.occurred_at as start_at, entries.occurred_at as end_at,
        {{ var('stage_order_days', 365) }}
    from entries
    {{ inner_join_customers('entries') }}
)

select * from final
