-- Who only gives reads nothing of it, and a pause is no time to read.
with

subscriptions as (
    select * from {{ ref('int_subscription_terms') }}
    where
        not is_complimentary
        and status <> 'trial'
        and coalesce(trial_end_at, started_at) < {{ as_of_instant() }}
        and (ended_at is null or ended_at >= {{ as_of_instant() }})
        and (pause_start_at is null or pause_end_at < {{ as_of_instant() }})
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
    where rate_date = {{ as_of_date() }}
),

own as (
    select
        payers.customer_id,
        subscriptions.currency,
        {{ money_part('subscriptions.term_amount', '1', 'subscriptions.months_per_term') }} as month_amount
    from subscriptions
    {{ inner_join_customers('subscriptions', 'subscriptions.payer_record_id', alias='payers') }}
    {{ inner_join_customers('subscriptions', 'subscriptions.reader_record_id', alias='readers') }}
    where payers.customer_id = readers.customer_id
),

final as (
    select
        own.customer_id,
        count(*) as subscription_count,
        sum({{ in_reporting_currency('own.month_amount', 'own.currency', 'rates.rate') }}) as monthly_value
    from own
    left join rates on own.currency = rates.currency
    group by own.customer_id
)

select * from final
