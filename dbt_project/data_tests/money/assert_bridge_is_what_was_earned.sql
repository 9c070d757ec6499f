-- Both years of the bridge are, title by title and line by line, what the entries earned in them, and what lies between
-- explains all of the difference.
{{ config(meta={
    'finding': "the year on year bridge does not close, or is not what was earned, in {count} places"
}) }}
with

bridge as (
    select * from {{ ref('rpt_year_on_year_bridge') }}
),

compared as (
    select
        earned.title,
        earned.product_line,
        earned.earned_before_12m - earned.earned_before_24m as earned_before,
        earned.earned_reporting_amount - earned.earned_before_12m as earned_now,
        0 as told_before,
        0 as told_now
    from {{ ref('int_earned_to_date') }} as earned
    where earned.entry_type in ('list_price', 'discount', 'refund', 'chargeback')
    union all
    select title, product_line, 0, 0, net_revenue_before, net_revenue
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
    coalesce(title, 'no title') || ', ' || coalesce(product_line, 'no product line') as place,
    sum(told_before + told_now) as found,
    sum(earned_before + earned_now) as wanted
from compared
group by title, product_line
having sum(told_before) <> sum(earned_before) or sum(told_now) <> sum(earned_now)
