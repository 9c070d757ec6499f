with

campaigns as (
    select * from {{ ref('int_campaign_costs_unioned') }}
),

final as (
    select {{ ledger_entry(
        ['source', 'record_id', 'currency'],
        entry_id="source || ':campaign:' || record_id || ':acquisition_cost'",
        entry_type="'acquisition_cost'",
        basis="'fed'",
        discount_code='source_code',
        sales_channel='channel',
        occurred_at=local_midnight('date_from'),
        amount='-amount',
    ) }}
    from campaigns
)

select * from final
