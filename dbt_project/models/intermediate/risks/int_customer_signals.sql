with

customers as (
    select * from {{ ref('int_customers') }}
),

subscription_risks as (
    select * from {{ ref('int_subscription_risks') }}
),

access as (
    select * from {{ ref('int_customer_access') }}
),

missed_copies as (
    select * from {{ ref('int_customer_missed_copies') }}
),

habits as (
    select * from {{ ref('int_customer_habits') }}
),

rhythms as (
    select * from {{ ref('int_customer_rhythms') }}
),

final as (
    select
        customers.customer_id,
        coalesce(access.has_given_access, false) as has_given_access,
        access.given_access_from,
        coalesce(access.has_trial, false) as has_trial,
        access.trial_from,
        case
            when subscription_risks.failed_payments = 1 then 'payment_failed'
            when subscription_risks.cancellations = 1 then 'cancelling'
            when subscription_risks.ends_without_renewal = 1 then 'not_renewing'
            when subscription_risks.long_pauses = 1 then 'paused'
            when missed_copies.missed_copies >= 2 then 'delivery'
            when access.has_digital_access and habits.earlier_days >= 4 and habits.recent_days = 0 then 'disengaged'
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
    left join access on customers.customer_id = access.customer_id
    left join missed_copies on customers.customer_id = missed_copies.customer_id
    left join habits on customers.customer_id = habits.customer_id
    left join rhythms on customers.customer_id = rhythms.customer_id
)

select * from final
