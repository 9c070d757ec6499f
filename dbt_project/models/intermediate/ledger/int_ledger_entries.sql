{{ config(materialized='table') }}

with

entries as (
    select * from {{ ref('int_ledger_payments') }}
    union all
    select * from {{ ref('int_ledger_payment_costs') }}
    union all
    select * from {{ ref('int_ledger_orders') }}
    union all
    select * from {{ ref('int_ledger_order_fees') }}
    union all
    select * from {{ ref('int_ledger_fulfilment') }}
    union all
    select * from {{ ref('int_ledger_goods') }}
    union all
    select * from {{ ref('int_ledger_commissions') }}
    union all
    select * from {{ ref('int_ledger_refunds') }}
    union all
    select * from {{ ref('int_ledger_support') }}
    union all
    select * from {{ ref('int_ledger_service') }}
    union all
    select * from {{ ref('int_ledger_sends') }}
    union all
    select * from {{ ref('int_ledger_aggregates') }}
    union all
    select * from {{ ref('int_ledger_campaigns') }}
    union all
    select * from {{ ref('int_ledger_views') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

dated as (
    select
        *,
        {{ local_date('occurred_at') }} as occurred_date
    from entries
    where occurred_at < {{ as_of_instant() }}
),

-- A currency without a rate on that day keeps its own amount and is counted; nothing is guessed.
final as (
    select
        dated.*,
        case
            when dated.currency = '{{ var("reporting_currency") }}' then dated.amount
            else {{ money(times('dated.amount', 'rates.rate')) }}
        end as reporting_amount,
        case
            when dated.currency = '{{ var("reporting_currency") }}' then dated.unearned_amount
            else {{ money(times('dated.unearned_amount', 'rates.rate')) }}
        end as reporting_unearned_amount,
        dated.entry_type in ('tax', 'acquisition_cost', 'ad_revenue') as is_memo,
        coalesce(dated.net_line_amount = dated.amount, false) as is_undiscounted
    from dated
    left join rates
        on dated.currency = rates.currency
        and dated.occurred_date = rates.rate_date
)

select * from final
