with

-- A known customer is one visitor on any device; of those nobody knows each device is one.
sessions as (
    select
        source,
        session_id,
        device_id,
        customer_id,
        coalesce(customer_id, source || ':' || device_id) as visitor,
        {{ month_number(local_date('started_at')) }} as month_number
    from {{ ref('int_web_sessions') }}
),

paywalls as (
    select source, session_id, device_id, {{ month_number(local_date('occurred_at')) }} as month_number
    from {{ ref('int_web_visit_events') }}
    where event_name = 'paywall_shown'
),

customers as (
    select {{ month_number(local_date('first_seen_at')) }} as month_number
    from {{ ref('int_customers') }}
    where first_seen_at < {{ as_of_instant() }}
),

starts as (
    select * from {{ ref('int_subscription_movements') }}
    where movement in ('new', 'converted', 'won_back')
),

trials as (
    select
        {{ month_number(local_date('subscriptions.started_at')) }} as month_number,
        count(*) as trials,
        count(starts.subscription_id) as converted
    from {{ ref('int_subscription_terms') }} as subscriptions
    left join starts
        on subscriptions.source = starts.source and subscriptions.subscription_id = starts.subscription_id
    where
        not subscriptions.is_complimentary
        and (subscriptions.trial_end_at is not null or subscriptions.status = 'trial')
    group by {{ month_number(local_date('subscriptions.started_at')) }}
),

final as (
    select month_number, 'visitors' as step, count(distinct visitor) as quantity from sessions group by month_number
    union all
    select month_number, 'known_visitors', count(distinct customer_id) from sessions group by month_number
    union all
    select month_number, 'paywall_hits', count(*) from paywalls group by month_number
    union all
    select paywalls.month_number, 'paywall_visitors', count(distinct sessions.visitor)
    from paywalls
    inner join sessions
        on paywalls.source = sessions.source
        and paywalls.session_id = sessions.session_id
        and paywalls.device_id = sessions.device_id
    group by paywalls.month_number
    union all
    select month_number, 'registered', count(*) from customers group by month_number
    union all
    select month_number, 'trials', trials from trials
    union all
    select month_number, 'converted_trials', converted from trials
    union all
    select month_number, 'paid_starts', count(*) from starts group by month_number
    union all
    select cohort_month_number, 'first_payers', count(*)
    from {{ ref('int_customer_cohorts') }}
    group by cohort_month_number
)

select * from final
