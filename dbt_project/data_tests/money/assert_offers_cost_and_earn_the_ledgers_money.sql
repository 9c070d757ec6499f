-- Campaigns cost what the ledger books for them, and so do the customers they won with what won nobody. A subscription
-- has one source code, so those codes earn what it earns.
{{ config(meta={
    'finding': "offers do not cost or earn what the ledger says: {count} totals differ"
}) }}
with

offers as (
    select * from {{ ref('rpt_offer_profit') }}
    where code_kind = 'source_code'
),

ledger as (
    select * from {{ ref('fct_ledger_entries') }}
),

subscriptions as (
    select source, subscription_id from {{ ref('fct_subscriptions') }}
    where source_code is not null
),

sums as (
    select 'acquisition_cost' as place, acquisition_cost as found, 0 as wanted from offers
    union all
    select 'acquisition_cost', 0, -reporting_amount from ledger
    where entry_type = 'acquisition_cost' and discount_code is not null
    union all
    select 'cost_of_customers', acquisition_cost, 0 from {{ ref('fct_customer_value') }}
    union all
    select 'cost_of_customers', acquisition_cost, 0 from {{ ref('int_offer_costs') }}
    where customer_id is null
    union all
    select 'cost_of_customers', 0, -reporting_amount from ledger
    where entry_type = 'acquisition_cost'
    union all
    select 'contribution', contribution, 0 from offers
    union all
    select 'contribution', 0, earned.earned_reporting_amount
    from {{ ref('fct_earned_entries') }} as earned
    inner join ledger on earned.entry_id = ledger.entry_id
    inner join subscriptions
        on ledger.source = subscriptions.source and ledger.subscription_id = subscriptions.subscription_id
    where not ledger.is_memo
)

select
    place,
    sum(found) as found,
    sum(wanted) as wanted
from sums
group by place
having sum(found) <> sum(wanted)
