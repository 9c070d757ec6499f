{%- set days = var('payment_recovery_days', 30) -%}
-- Failures of one subscription without a payment between them are one: retries, or terms that nobody pays any more.
with

attempts as (
    select * from {{ ref('int_payment_attempts') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions_described') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

-- A payment of the same moment mends the failure.
placed as (
    select
        *,
        sum(is_paid) over (
            partition by source, debt_key
            order by attempted_at asc nulls last, is_paid asc nulls last
            rows between unbounded preceding and current row
        ) as payments_before,
        min(case when is_paid = 1 then attempted_at end) over (
            partition by source, debt_key
            order by attempted_at asc nulls last, is_paid asc nulls last
            rows between current row and unbounded following
        ) as paid_at
    from attempts
),

failures as (
    select
        *,
        row_number() over (
            partition by source, debt_key, payments_before
            order by attempted_at asc nulls last, payment_id asc nulls last
        ) as place
    from placed
    where is_paid = 0
),

-- What fails on the first day is an order never completed, or completed a minute later.
final as (
    select
        failures.source,
        failures.payment_id,
        coalesce(subscriptions.title, failures.title, 'unknown') as title,
        failures.attempted_at as failed_at,
        failures.paid_at,
        case
            when {{ local_days_between('failures.attempted_at', 'failures.paid_at') }} <= {{ days }} then 'recovered'
            when {{ days_between(local_date('failures.attempted_at'), as_of_date()) }} >= {{ days }} then 'lost'
            else 'open'
        end as outcome,
        {{ in_reporting_currency('failures.due_amount', 'failures.currency', 'rates.rate') }} as due_amount
    from failures
    left join subscriptions
        on failures.source = subscriptions.source
        and failures.subscription_id = subscriptions.subscription_id
    left join rates
        on failures.currency = rates.currency
        and {{ local_date('failures.attempted_at') }} = rates.rate_date
    where
        failures.place = 1
        and (
            subscriptions.started_at is null
            or failures.attempted_at >= {{ add_local_days('subscriptions.started_at', 1) }}
        )
)

select * from final
