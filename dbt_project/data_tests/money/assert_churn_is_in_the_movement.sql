-- Churn is of what the subscribers' movement opens with, and counts every end once; subscriptions and customers are
-- those that the feeds describe, counted on their own. As many numbers go on as others go on after them.
{{ config(meta={'finding': "churn and the subscribers' movement do not tell the same: {count} totals differ"}) }}
with

movement as (
    select * from {{ ref('rpt_subscriber_movement') }}
),

subscriptions as (
    select
        terms.source,
        terms.subscription_id,
        customer_records.customer_id,
        terms.format,
        coalesce(terms.trial_end_at, terms.started_at) as paid_from,
        case when terms.ended_at < {{ as_of_instant() }} then terms.ended_at end as left_at,
        coalesce(terms.end_kind, 'unknown') as end_kind,
        {{ month_number(local_date('coalesce(terms.trial_end_at, terms.started_at)')) }} as from_month,
        case
            when terms.ended_at < {{ as_of_instant() }} then {{ month_number(local_date('terms.ended_at')) }}
        end as left_month
    from {{ ref('int_subscription_terms') }} as terms
    {{ left_join_customers('terms', 'terms.payer_record_id') }}
    where
        not terms.is_complimentary
        and terms.status <> 'trial'
        and coalesce(terms.trial_end_at, terms.started_at) < {{ as_of_instant() }}
        and (terms.ended_at is null or terms.ended_at > coalesce(terms.trial_end_at, terms.started_at))
),

-- A customer's that is called switched, where nothing of his that outlasts it begins about then, ran out.
switches as (
    select count(distinct concat(switched.source, ':', switched.subscription_id)) as followed
    from subscriptions as switched
    inner join subscriptions as later
        on switched.customer_id = later.customer_id
        and switched.paid_from < later.paid_from
        and (later.left_at is null or later.left_at > switched.left_at)
        and {{ local_days_between('switched.left_at', 'later.paid_from') }}
        between -{{ var('term_overlap_days', 60) }} and {{ grace_days('switched.format') }}
    where switched.end_kind = 'switched'
),

held as (
    select customer_id from subscriptions
    where
        from_month < {{ month_number(as_of_date()) }}
        and (left_month is null or left_month >= {{ month_number(as_of_date()) }})
    union all
    select earlier.customer_id
    from subscriptions as earlier
    inner join subscriptions as later
        on earlier.customer_id = later.customer_id
        and earlier.from_month < {{ month_number(as_of_date()) }}
        and later.from_month >= {{ month_number(as_of_date()) }}
        and {{ local_days_between('earlier.left_at', 'later.paid_from') }}
        <= {{ grace_days('earlier.format') }}
),

-- Named last, so that the check stands on it.
churn as (
    select * from {{ ref('rpt_churn') }}
),

sums as (
    select 'months begun' as place, paid_at_start as found, 0 as wanted from churn
    where measure = 'subscriptions'
    union all
    select 'months begun', 0, coalesce(left_month, {{ month_number(as_of_date()) }}) - from_month from subscriptions
    union all
    select 'ends', churned + went_on, 0 from churn
    where measure = 'subscriptions'
    union all
    select 'ends', 0, 1 from subscriptions
    where left_month is not null and (end_kind <> 'switched' or customer_id is not null)
    union all
    select 'ends', 0, -followed from switches
    union all
    select 'went on', went_on, 0 from churn
    where measure = 'subscriptions'
    union all
    select 'went on', 0, count(distinct next_number) from {{ ref('int_subscription_ends') }}
    where churn_kind is null and left_kind <> 'switched'
    union all
    select 'customers', paid_at_start, 0 from churn
    where measure = 'customers' and churn_month = {{ month_of_number(month_number(as_of_date())) }}
    union all
    select 'customers', 0, count(distinct customer_id) from held
),

-- Who is lost has lost a subscription.
lost as (
    select
        churn_month,
        sum(case measure when 'customers' then churned end) as customers,
        sum(case measure when 'subscriptions' then churned end) as subscriptions
    from churn
    group by churn_month
)

select
    place,
    sum(found) as found,
    sum(wanted) as wanted
from sums
group by place
having sum(found) <> sum(wanted)
union all
select
    cast(churn_month as varchar(10)) as place,
    customers as found,
    subscriptions as wanted
from lost
where customers > coalesce(subscriptions, 0)
union all
select
    concat(churn.churn_month, ', ', churn.title) as place,
    churn.paid_at_start - churn.paused_at_start as found,
    movement.opening as wanted
from churn
inner join movement
    on churn.churn_month = movement.movement_month
    and churn.title = movement.title
    and churn.format = movement.format
    and churn.sales_channel = movement.sales_channel
    and churn.measure = movement.measure
where churn.paid_at_start - churn.paused_at_start <> movement.opening
