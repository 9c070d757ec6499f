with

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
    where
        not is_complimentary
        and access_from < {{ as_of_instant() }}
        and (access_until is null or access_until >= {{ as_of_instant() }})
),

attempts as (
    select
        source,
        subscription_id,
        max(case when status = 'failed' then paid_at end) as failed_at,
        max(case when status = 'paid' then paid_at end) as last_paid_at
    from {{ ref('int_payments_unioned') }}
    where paid_at < {{ as_of_instant() }}
    group by source, subscription_id
),

-- Who has paid for the next term already goes on, whatever the feed still calls the current period. Whose last payment
-- was given back altogether has no next term to lose.
paid_terms as (
    select
        source,
        subscription_id,
        max(service_end_at) as paid_until,
        coalesce(max(paid_at) = max(case when is_given_back then paid_at end), false) as is_given_back
    from {{ ref('int_customer_terms') }}
    group by source, subscription_id
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
    where rate_date = {{ as_of_date() }}
),

signs as (
    select
        subscriptions.customer_id,
        subscriptions.status = 'grace'
        or coalesce(attempts.failed_at > coalesce(attempts.last_paid_at, subscriptions.started_at), false)
            as has_failed_payment,
        coalesce(subscriptions.cancelled_at < {{ as_of_instant() }}, false) as is_cancelled,
        coalesce(
            not subscriptions.auto_renew
            and greatest(subscriptions.current_period_end_at, paid_terms.paid_until) >= {{ as_of_instant() }}
            and greatest(subscriptions.current_period_end_at, paid_terms.paid_until)
            < {{ add_local_days(as_of_instant(), var('risk_not_renewing_days', 60)) }},
            false
        ) as ends_soon,
        coalesce(
            subscriptions.pause_start_at < {{ add_local_days(as_of_instant(), -var('risk_paused_days', 30)) }}
            and subscriptions.pause_end_at >= {{ as_of_instant() }},
            false
        ) as is_long_paused,
        case
            when subscriptions.currency = '{{ var("reporting_currency") }}' then subscriptions.term_amount
            else {{ times('subscriptions.term_amount', 'rates.rate') }}
        end as term_amount
    from subscriptions
    left join attempts
        on subscriptions.source = attempts.source
        and subscriptions.subscription_id = attempts.subscription_id
    left join paid_terms
        on subscriptions.source = paid_terms.source
        and subscriptions.subscription_id = paid_terms.subscription_id
    left join rates
        on subscriptions.currency = rates.currency
    where subscriptions.role = 'payer' and not coalesce(paid_terms.is_given_back, false)
),

-- One subscription's trouble puts its own next term at risk, not those beside it.
final as (
    select
        customer_id,
        max(case when has_failed_payment then 1 else 0 end) as failed_payments,
        max(case when is_cancelled then 1 else 0 end) as cancellations,
        max(case when ends_soon then 1 else 0 end) as ends_without_renewal,
        max(case when is_long_paused then 1 else 0 end) as long_pauses,
        sum(term_amount) as next_term_amount,
        sum(case
            when has_failed_payment or is_cancelled or ends_soon or is_long_paused then term_amount
        end) as threatened_amount
    from signs
    group by customer_id
)

select * from final
