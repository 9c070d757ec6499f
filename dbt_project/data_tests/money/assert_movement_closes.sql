-- Each month opens with what the last one closed with, and the last one closes with the subscriptions that run
-- at as_of, counted on their own.
{{ config(meta={
    'finding': "{count} months of the subscribers' movement do not open with what the one before closed with"
}) }}
with

months as (
    select
        *,
        lag(closing) over (
            partition by title, format, sales_channel, measure order by movement_month asc nulls last
        ) as closing_before
    from {{ ref('rpt_subscriber_movement') }}
),

closed as (
    select coalesce(sum(closing), 0) as subscriptions
    from months
    where measure = 'subscriptions' and movement_month = cast(date_trunc('month', {{ as_of_date() }}) as date)
),

running as (
    select count(*) as subscriptions
    from {{ ref('int_subscription_terms') }}
    where
        not is_complimentary
        and status <> 'trial'
        and coalesce(trial_end_at, started_at) < {{ as_of_instant() }}
        and (ended_at is null or ended_at >= {{ as_of_instant() }})
        and (
            paused_at is null
            or paused_at <= coalesce(trial_end_at, started_at)
            or paused_at >= {{ as_of_instant() }}
            or resumes_at < {{ as_of_instant() }}
        )
)

select
    cast(movement_month as varchar(10)) as place,
    opening as found,
    coalesce(closing_before, 0) as wanted
from months
where opening <> coalesce(closing_before, 0)
union all
select
    'as_of',
    closed.subscriptions as found,
    running.subscriptions as wanted
from closed
cross join running
where closed.subscriptions <> running.subscriptions
