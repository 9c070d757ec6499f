with

sales as (
    select * from {{ ref('int_offer_sales') }}
),

ledger as (
    select * from {{ ref('int_ledger_entries') }}
),

-- An entry that names both an order and a subscription counts once for a code.
entry_codes as (
    select sales.code_kind, sales.code, ledger.entry_id
    from ledger
    inner join sales on ledger.source = sales.source and ledger.subscription_id = sales.subscription_id
    where not ledger.is_memo
    union
    select sales.code_kind, sales.code, ledger.entry_id
    from ledger
    inner join sales on ledger.source = sales.source and ledger.order_id = sales.order_id
    where not ledger.is_memo
),

moved as (
    select
        entry_codes.code_kind,
        entry_codes.code,
        {{ month_number('earned.earned_month') }} as month_number,
        earned.earned_reporting_amount as contribution,
        null as acquisition_cost
    from entry_codes
    inner join {{ ref('int_earned_entries') }} as earned
        on entry_codes.entry_id = earned.entry_id
    where earned.earned_month < {{ window_start(0) }}
    union all
    select
        'source_code' as code_kind,
        discount_code as code,
        {{ month_number('occurred_date') }} as month_number,
        0 as contribution,
        -reporting_amount as acquisition_cost
    from ledger
    where entry_type = 'acquisition_cost' and discount_code is not null
),

final as (
    select
        code_kind,
        code,
        month_number,
        coalesce(sum(contribution), 0) as contribution,
        -- null where nothing was told, which is not a cost of nothing
        sum(acquisition_cost) as acquisition_cost
    from moved
    group by code_kind, code, month_number
)

select * from final
