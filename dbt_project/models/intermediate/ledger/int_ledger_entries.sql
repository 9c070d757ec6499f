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
    select * from {{ ref('int_ledger_released_costs') }}
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

unrated_sales as (
    select * from {{ ref('int_ledger_unrated_sales') }}
),

-- A payment that was given back altogether serves nobody from that day on: what it has still to earn is earned then.
ended_payments as (
    {{ settled_payments(ref('int_refunds_allocated')) }}
),

dated as (
    select
        *,
        {{ local_date('occurred_at') }} as occurred_date
    from entries
    where occurred_at < {{ as_of_instant() }}
),

-- A currency without a rate on that day keeps its own amount and is counted; nothing is guessed. What such a sale
-- cost, and what was given back of it, stays out with it: a cost without its revenue would make its customer a
-- loss. An amount of nothing needs no rate, and where there is none it releases nothing either.
final as (
    select
        dated.*,
        case
            when dated.amount = 0 then 0
            when unrated_sales.sale_key is not null then null
            when dated.currency = '{{ var("reporting_currency") }}' then dated.amount
            else {{ money(times('dated.amount', 'rates.rate')) }}
        end as reporting_amount,
        coalesce(
            case
                when unrated_sales.sale_key is not null then null
                when dated.currency = '{{ var("reporting_currency") }}' then dated.unearned_amount
                when rates.rate is not null then dated.unearned_reporting_amount
            end,
            case when dated.amount = 0 and dated.unearned_amount is not null then 0 end
        ) as reporting_unearned_amount,
        ended_payments.settled_date,
        dated.entry_type in ('tax', 'acquisition_cost', 'ad_revenue') as is_memo,
        coalesce(dated.net_line_amount = dated.amount, false) as is_undiscounted
    from dated
    left join rates
        on dated.currency = rates.currency
        and dated.occurred_date = rates.rate_date
    left join unrated_sales
        on dated.source = unrated_sales.source
        and (dated.basis = 'rated' or dated.refund_id is not null)
        and case
            when dated.payment_id is not null then 'payment:' || dated.payment_id
            when dated.order_id is not null then 'order:' || dated.order_id
            when dated.entry_type = 'service_cost'
                then 'served:' || dated.subscription_id || ':' || {{ month_number('dated.occurred_date') }}
        end = unrated_sales.sale_key
    left join ended_payments
        on dated.source = ended_payments.source
        and dated.payment_id = ended_payments.payment_id
        and dated.service_end_at is not null
)

select * from final
