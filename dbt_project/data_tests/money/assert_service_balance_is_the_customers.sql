-- Over the tiers there stand all customers with their support and contribution, and all minutes of the tickets.
{{ config(meta={
    'finding': "the balance of service and worth is not what customers cost and brought, in {count} measures"
}) }}
with

report as (
    select * from {{ ref('rpt_service_balance') }}
),

customer_value as (
    select * from {{ ref('fct_customer_value') }}
),

tickets as (
    select * from {{ ref('fct_support_tickets') }}
    where opened_at >= {{ local_midnight(window_start(12)) }} and not coalesce(is_deleted, false)
),

sums as (
    select 'customers' as place, sum(customers) as found, 0 as wanted from report
    union all
    select 'customers', 0, count(*) from customer_value
    union all
    select 'contribution', sum(contribution_profit_12m), 0 from report
    union all
    select 'contribution', 0, sum(contribution_profit_12m) from customer_value
    union all
    select 'support_cost', sum(support_cost_12m), 0 from report
    where value_tier <> 'unattributed'
    union all
    select 'support_cost', 0, sum(support_cost_12m) from customer_value
    union all
    select 'minutes', sum(support_minutes_12m), 0 from report
    union all
    select 'minutes', 0, {{ money('sum(minutes_spent)') }} from tickets
)

select
    place,
    coalesce(sum(found), 0) as found,
    coalesce(sum(wanted), 0) as wanted
from sums
group by place
having coalesce(sum(found), 0) <> coalesce(sum(wanted), 0)
