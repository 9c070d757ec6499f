-- The hundredths are all customers who brought or cost anything in twelve months, and end with what all of them did.
{{ config(meta={
    'finding': "the whale curve does not end with all customers and what they earned us: {count} totals differ"
}) }}
with

sums as (
    select 'contribution' as place, contribution_profit_12m as found, 0 as wanted
    from {{ ref('rpt_whale_curve') }}
    union all
    select 'contribution', 0, contribution_profit_12m
    from {{ ref('fct_customer_value') }}
    union all
    select 'cumulative', cumulative_contribution_12m, 0
    from {{ ref('rpt_whale_curve') }}
    where percentile = 100
    union all
    select 'cumulative', 0, contribution_profit_12m
    from {{ ref('fct_customer_value') }}
    union all
    select 'customers', customer_count, 0
    from {{ ref('rpt_whale_curve') }}
    where percentile = 100
    union all
    select 'customers', 0, 1
    from {{ ref('fct_customer_value') }}
    where contribution_profit_12m <> 0
)

select
    place,
    sum(found) as found,
    sum(wanted) as wanted
from sums
group by place
having sum(found) <> sum(wanted)
