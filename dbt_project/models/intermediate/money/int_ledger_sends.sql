{{ config(materialized='view') }}

with

sends as (
    select
        source,
        record_id,
        profile_record_id,
        list_id,
        occurred_at,
        'email' as channel,
        {{ local_date('occurred_at') }} as rate_day
    from {{ ref('int_newsletter_events_unioned') }}
    where event_type = 'send' and occurred_at < {{ as_of_instant() }}
),

rates as (
    {{ matching_rates('sends', ref('stg_reference__send_costs'), ['channel'], ['cost_per_send', 'currency']) }}
),

final as (
    select {{ ledger_entry(
        entry_id="sends.source || ':send:' || sends.record_id || ':service_cost'",
        source='sends.source',
        record_id='sends.record_id',
        profile_record_id='sends.profile_record_id',
        beneficiary_record_id='sends.profile_record_id',
        entry_type="'service_cost'",
        basis="'rated'",
        product_id='sends.list_id',
        product_line="'newsletters'",
        occurred_at='sends.occurred_at',
        quantity='1',
        currency=rate_currency('rates.currency'),
        amount='-rates.cost_per_send',
    ) }}
    from sends
    inner join rates
        on sends.channel = rates.channel
        and sends.rate_day = rates.rate_day
    where rates.cost_per_send <> 0
)

select * from final
