-- What is deferred at as_of is what was booked less what was earned, in every currency; nobody is owed less than
-- nothing: no title's readers, and no customer in fct_customer_value, fees and commission included. A source may say
-- so itself, by a sale below zero that is served over time (a credit balance).
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
),

credits as (
    select distinct customer_id
    from (
        select customer_id
        from {{ ref('fct_ledger_entries') }}
        where
            customer_id is not null
            and service_end_at is not null
            and refund_id is null
            and entry_type in ('list_price', 'discount', 'shipping')
        group by customer_id, source, payment_id, service_start_at, service_end_at
        having sum(amount) < 0
    ) as negative
)

select
    title || ', ' || currency || ', ' || cast(revenue_month as varchar(10)) as place,
    closing as found,
    cast(0 as decimal(18, 4)) as wanted
from report
where closing < 0
union all
select
    customer_value.customer_id as place,
    customer_value.deferred_balance as found,
    0 as wanted
from {{ ref('fct_customer_value') }} as customer_value
left join credits on customer_value.customer_id = credits.customer_id
where customer_value.deferred_balance < 0 and credits.customer_id is null
union all
select
    unearned.currency as place,
    closed.closing as found,
    unearned.amount as wanted
from unearned
left join closed on unearned.currency = closed.currency
where coalesce(closed.closing, 0) <> unearned.amount
