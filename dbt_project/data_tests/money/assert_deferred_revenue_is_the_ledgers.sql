-- What is deferred at as_of is what was booked less what was earned, in every currency; nobody is owed less than
-- nothing.
{{ config(meta={
    'finding': "deferred revenue is below zero, or not what the ledger has yet to earn, in {count} places"
}) }}
with

report as (
    select * from {{ ref('rpt_deferred_revenue') }}
),

closed as (
    select currency, sum(closing) as closing
    from report
    where revenue_month = cast(date_trunc('month', {{ as_of_date() }}) as date)
    group by currency
),

unearned as (
    select currency, sum(amount - earned_amount) as amount
    from {{ ref('fct_earned_entries') }}
    where entry_type in ('list_price', 'discount', 'refund', 'chargeback')
    group by currency
)

select
    title || ', ' || currency || ', ' || cast(revenue_month as varchar(10)) as place,
    closing as found,
    cast(0 as decimal(18, 4)) as wanted
from report
where closing < 0
union all
select
    unearned.currency as place,
    closed.closing as found,
    unearned.amount as wanted
from unearned
left join closed on unearned.currency = closed.currency
where coalesce(closed.closing, 0) <> unearned.amount
