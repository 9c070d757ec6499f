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

subscriptions as (
    select
        *,
        coalesce(trial_end_at, started_at) as begins_at
    from {{ ref('int_customer_subscriptions') }}
    where role = 'payer' and not is_complimentary
),

-- A pause holds what was paid, and brings nobody back: it begins in a paid term or its grace. One still to come is none
-- yet, and one that its subscription did not live to see never was.
pauses as (
    select distinct
        terms.customer_number,
        subscriptions.pause_start_at,
        subscriptions.pause_end_at,
        terms.grace_days
    from subscriptions
    inner join terms
        on subscriptions.customer_number = terms.customer_number
        and subscriptions.source = terms.source
        and subscriptions.subscription_id = terms.subscription_id
    where
        subscriptions.pause_start_at >= terms.service_start_at
        and {{ local_days_between('terms.service_end_at', 'subscriptions.pause_start_at') }} <= terms.grace_days
),

-- Of what nobody paid for, as far as the feeds know, the subscription itself says how long it ran.
unpaid as (
    select
        subscriptions.customer_number,
        subscriptions.begins_at,
        coalesce(subscriptions.ended_at, {{ as_of_instant() }}) as ends_at,
        {{ grace_days('subscriptions.format') }} as grace_days
    from subscriptions
    left join terms
        on subscriptions.customer_number = terms.customer_number
        and subscriptions.source = terms.source
        and subscriptions.subscription_id = terms.subscription_id
    where
        terms.customer_number is null
        and subscriptions.status <> 'trial'
        and subscriptions.begins_at < {{ as_of_instant() }}
        and (subscriptions.ended_at is null or subscriptions.ended_at > subscriptions.begins_at)
),

-- `service`: paid terms and their pauses, gaps to 60 days closed. `custom`: how long somebody counts as a customer:
-- a term from the day it is paid or begins, and its grace; 365 days from an order, a start that nobody paid for too.
final as (
    select
        customer_number, 'service' as spell_kind, service_start_at as start_at, service_end_at as end_at,
        {{ var('stage_loyal_gap_days', 60) }} as slack_days
    from terms
    where service_start_at < {{ as_of_instant() }}
    union all
    select customer_number, 'service', pause_start_at, pause_end_at, {{ var('stage_loyal_gap_days', 60) }}
    from pauses
    union all
    select customer_number, 'custom', least(paid_at, service_start_at), service_end_at, grace_days
    from terms
    union all
    select customer_number, 'custom', pause_start_at, pause_end_at, grace_days
    from pauses
    union all
    select customer_number, 'custom', ordered_at as start_at, ordered_at as end_at, {{ var('stage_order_days', 365) }}
    from orders
    union all
    select customer_number, 'custom', begins_at, ends_at, grace_days
    from unpaid
    union all
    select customer_number, 'custom', begins_at as start_at, begins_at as end_at, {{ var('stage_order_days', 365) }}
    from unpaid
    union all
    select
        customer_records.customer_number, 'custom', entries.occurred_at as start_at, entries.occurred_at as end_at,
        {{ var('stage_order_days', 365) }}
    from entries
    {{ inner_join_customers('entries') }}
)

select * from final
