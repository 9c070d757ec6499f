with

sends as (
    select
        source,
        record_id,
        profile_record_id,
        list_id,
        occurred_at,
        'email' as channel,
        {{ local_date('occurred_at') }} as sent_date
    from {{ ref('int_newsletter_events_unioned') }}
    where event_type = 'send' and occurred_at < {{ as_of_instant() }}
),

rated as (
    {{ at_rates('sends', ref('stg_reference__send_costs'), 'sent_date', ['channel'], ['cost_per_send', 'currency']) }}
),

final as (
    select {{ ledger_entry(
        ['source', 'record_id', 'profile_record_id', 'occurred_at'],
        entry_id="source || ':send:' || record_id || ':service_cost'",
        entry_type="'service_cost'",
        basis="'rated'",
        product_id='list_id',
        product_line="'newsletters'",
        quantity='1',
        currency='rate_currency',
        amount='-cost_per_send',
    ) }}
    from rated
    where cost_per_send <> 0
)

select * from final
