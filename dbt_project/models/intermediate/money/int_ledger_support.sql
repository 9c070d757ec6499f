{{ config(materialized='view') }}

with

tickets as (
    select
        *,
        lower(coalesce(channel, '')) as channel_key,
        {{ local_date('opened_at') }} as rate_day
    from {{ ref('int_support_tickets_unioned') }}
    where minutes_spent > 0 and not coalesce(is_deleted, false)
),

channel_keys as (
    select channel_key as channel, rate_day from tickets
),

rates as (
    {{ matching_rates(
        'channel_keys', ref('stg_reference__support_costs'), ['channel'], ['cost_per_minute', 'currency']
    ) }}
),

final as (
    select {{ ledger_entry(
        entry_id="tickets.source || ':ticket:' || tickets.record_id || ':support_cost'",
        source='tickets.source',
        record_id='tickets.record_id',
        profile_record_id='tickets.profile_record_id',
        beneficiary_record_id='tickets.profile_record_id',
        entry_type="'support_cost'",
        basis="'rated'",
        subscription_id='tickets.subscription_id',
        occurred_at='tickets.opened_at',
        quantity='tickets.minutes_spent',
        currency=rate_currency('rates.currency'),
        amount='-(tickets.minutes_spent * rates.cost_per_minute)',
    ) }}
    from tickets
    inner join rates
        on tickets.channel_key = rates.channel
        and tickets.rate_day = rates.rate_day
    where rates.cost_per_minute <> 0
)

select * from final
