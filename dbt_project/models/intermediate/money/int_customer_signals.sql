with

customers as (
    select * from {{ ref('int_customers') }}
),

subscription_risks as (
    select * from {{ ref('int_subscription_risks') }}
),

running as (
    select
        customer_id,
        max(case when is_on_anothers_money or is_complimentary then 1 else 0 end) as given_access,
        max(case when status = 'trial' or trial_end_at >= {{ as_of_instant() }} then 1 else 0 end) as trials,
        max(case when role = 'reader' and format in ('digital', 'both') then 1 else 0 end) as digital_access,
        min(case when is_on_anothers_money or is_complimentary then access_from end) as given_access_from,
        min(case when status = 'trial' or trial_end_at >= {{ as_of_instant() }} then access_from end) as trial_from
    from {{ ref('int_customer_subscriptions') }}
    where access_from < {{ as_of_instant() }} and (access_until is null or access_until >= {{ as_of_instant() }})
    group by customer_id
),

records as (
    select source, record_id, customer_id from {{ ref('int_customer_records') }}
),

tickets as (
    select
        records.customer_id,
        count(*) as missed_copies
    from {{ ref('int_support_tickets_unioned') }} as reported
    inner join records
        on reported.source = records.source
        and reported.profile_record_id = records.record_id
    where
        reported.category = 'delivery'
        and not coalesce(reported.is_deleted, false)
        and reported.opened_at < {{ as_of_instant() }}
        and reported.opened_at >= {{ add_days(as_of_instant(), -90) }}
    group by records.customer_id
),

active_days as (
    select
        customer_id,
        count(case when {{ days_between('activity_date', as_of_date()) }} < 30 then 1 end) as recent_days,
        count(case when {{ days_between('activity_date', as_of_date()) }} between 30 and 119 then 1 end) as earlier_days
    from {{ ref('int_customer_active_days') }}
    where (engaged_seconds >= 10 or human_clicks >= 1) and activity_date <= {{ as_of_date() }}
    group by customer_id
),

rhythms as (
    select * from {{ ref('int_customer_rhythms') }}
),

final as (
    select
        customers.customer_id,
        coalesce(running.given_access, 0) = 1 as has_given_access,
        running.given_access_from,
        coalesce(running.trials, 0) = 1 as has_trial,
        running.trial_from,
        case
            when subscription_risks.failed_payments = 1 then 'payment_failed'
            when subscription_risks.cancellations = 1 then 'cancelling'
            when subscription_risks.ends_without_renewal = 1 then 'not_renewing'
            when subscription_risks.long_pauses = 1 then 'paused'
            when tickets.missed_copies >= 2 then 'delivery'
            when running.digital_access = 1 and active_days.earlier_days >= 4 and active_days.recent_days = 0
                then 'disengaged'
            when rhythms.is_overdue then 'overdue'
            else 'none'
        end as risk_state,
        -- A customer who is not served well, silent or overdue may leave with all he has.
        case
            when
                subscription_risks.failed_payments + subscription_risks.cancellations
                + subscription_risks.ends_without_renewal + subscription_risks.long_pauses > 0
                then subscription_risks.threatened_amount
            else subscription_risks.next_term_amount
        end as next_term_amount
    from customers
    left join subscription_risks on customers.customer_id = subscription_risks.customer_id
    left join running on customers.customer_id = running.customer_id
    left join tickets on customers.customer_id = tickets.customer_id
    left join active_days on customers.customer_id = active_days.customer_id
    left join rhythms on customers.customer_id = rhythms.customer_id
)

select * from final
