-- Both years of the bridge are what the entries earned in them, and what lies between explains all of the difference.
{{ config(meta={
    'finding': "the year on year bridge does not close, or is not what was earned, in {count} places"
}) }}
with

bridge as (
    select * from {{ ref('rpt_year_on_year_bridge') }}
),

earned as (
    select
        coalesce(sum(earned_before_12m - earned_before_24m), 0) as amount_before,
        coalesce(sum(earned_reporting_amount - earned_before_12m), 0) as amount_now
    from {{ ref('int_earned_entries') }}
    where entry_type in ('list_price', 'discount', 'refund', 'chargeback')
),

sums as (
    select
        coalesce(sum(net_revenue_before), 0) as amount_before,
        coalesce(sum(net_revenue), 0) as amount_now
    from bridge
)

select
    'line ' || cast(line_number as varchar(20)) as place,
    net_revenue as found,
    net_revenue_before + volume + price + discount + refund as wanted
from bridge
where net_revenue <> net_revenue_before + volume + price + discount + refund
union all
select
    'all' as place,
    sums.amount_now - sums.amount_before as found,
    earned.amount_now - earned.amount_before as wanted
from sums
cross join earned
where sums.amount_now <> earned.amount_now or sums.amount_before <> earned.amount_before
