{%- set buckets = var('due_bucket_days', [30, 60, 90]) -%}
with

-- Trials and what nobody pays for have no paid term.
subscriptions as (
    select
        *,
        coalesce(cancelled_at < {{ as_of_instant() }}, false) as is_cancelled
    from {{ ref('int_subscription_terms') }}
    where
        not is_complimentary
        and status <> 'trial'
        and coalesce(trial_end_at, started_at) < {{ as_of_instant() }}
        and (ended_at is null or ended_at >= {{ as_of_instant() }})
),

paid_terms as (
    select * from {{ ref('int_subscription_followed_terms') }}
    where is_last
),

ended_payments as (
    select source, subscription_id, payment_id, min(refunded_at) as given_back_at
    from {{ ref('int_refunds_allocated') }}
    where is_end_of_service
    group by source, subscription_id, payment_id
),

given_back as (
    select source, subscription_id, max(given_back_at) as given_back_at
    from ended_payments
    group by source, subscription_id
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

-- Who has paid for the term after this one is not due, also under another number, unless this one goes on by itself
-- beside it. On grace, the feed's period is not paid for yet, and not any more where a payment was given back since.
ending as (
    select
        subscriptions.*,
        paid_terms.paid_at,
        paid_terms.paid_amount,
        paid_terms.currency as paid_currency,
        least(
            case
                when given_back.given_back_at >= paid_terms.paid_at then paid_terms.term_end_at
                when paid_terms.term_end_at is null then subscriptions.current_period_end_at
                when subscriptions.status = 'grace' then paid_terms.term_end_at
                when paid_terms.term_end_at < subscriptions.current_period_end_at
                    then subscriptions.current_period_end_at
                else paid_terms.term_end_at
            end,
            coalesce(subscriptions.ended_at, cast('9999-12-31' as timestamp))
        ) as term_end_at
    from subscriptions
    left join paid_terms
        on subscriptions.source = paid_terms.source
        and subscriptions.subscription_id = paid_terms.subscription_id
    left join given_back
        on subscriptions.source = given_back.source
        and subscriptions.subscription_id = given_back.subscription_id
    where
        (given_back.subscription_id is null or paid_terms.subscription_id is not null)
        and (
            (subscriptions.auto_renew and not subscriptions.is_cancelled)
            or paid_terms.next_start_at is null
            or {{ local_days_between('paid_terms.term_end_at', 'paid_terms.next_start_at') }}
            > {{ grace_days('subscriptions.format') }}
        )
),

due as (
    select
        ending.source,
        ending.subscription_id,
        payers.customer_id as payer_customer_id,
        readers.customer_id as reader_customer_id,
        ending.title,
        coalesce(ending.format, 'unknown') as format,
        ending.sales_channel,
        ending.copies,
        ending.months_per_term,
        ending.is_gift,
        ending.is_cancelled,
        case when ending.is_cancelled then false else ending.auto_renew end as renews_automatically,
        ending.term_end_at,
        {{ days_between(as_of_date(), local_date('ending.term_end_at')) }} as due_in_days,
        {{ in_reporting_currency('ending.term_amount', 'ending.currency', 'present_rates.rate') }} as next_amount,
        {{ in_reporting_currency('ending.paid_amount', 'ending.paid_currency', 'paid_rates.rate') }} as paid_amount
    from ending
    {{ left_join_customers('ending', 'ending.payer_record_id', alias='payers') }}
    {{ left_join_customers('ending', 'ending.reader_record_id', alias='readers') }}
    left join rates as present_rates
        on ending.currency = present_rates.currency and present_rates.rate_date = {{ as_of_date() }}
    left join rates as paid_rates
        on ending.paid_currency = paid_rates.currency
        and {{ local_date('ending.paid_at') }} = paid_rates.rate_date
),

final as (
    select
        *,
        case
            when due_in_days <= {{ buckets[0] }} then {{ buckets[0] }}
            when due_in_days <= {{ buckets[1] }} then {{ buckets[1] }}
            else {{ buckets[2] }}
        end as due_bucket
    from due
    where due_in_days between 1 and {{ buckets[2] }}
)

select * from final
