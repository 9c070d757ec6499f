with

tickets as (
    select * from {{ ref('int_support_tickets_unioned') }}
    where minutes_spent > 0 and not coalesce(is_deleted, false)
),

rated as (
    {{ at_rates(
        'tickets', ref('stg_reference__support_costs'), local_date('opened_at'), ['channel'],
        ['cost_per_minute', 'currency']
    ) }}
),

final as (
    select {{ ledger_entry(
        ['source', 'record_id', 'profile_record_id', 'subscription_id'],
        entry_id="source || ':ticket:' || record_id || ':support_cost'",
        entry_type="'support_cost'",
        basis="'rated'",
        occurred_at='opened_at',
        quantity='minutes_spent',
        currency='rate_currency',
        amount='-(minutes_spent * cost_per_minute)',
    ) }}
    from rated
    where cost_per_minute <> 0
)

select * from final
