-- Due, and due as gifts, are the paid subscriptions whose last paid day lies ahead within the horizon, at the price of
-- their next term: counted again from the subscriptions and the lines paid for. Whether another number follows one that
-- does not go on by itself is read from int_subscription_followed_terms.
{{ config(meta={
    'finding': "renewals or gifts due are not the subscriptions that run out, or not at their price: {count} totals differ"
}) }}
with

subscriptions as (
    select
        *,
        coalesce(auto_renew and not coalesce(cancelled_at < {{ as_of_instant() }}, false), false) as goes_on,
        case
            when status = 'ended' then coalesce(ended_at, current_period_end_at, cancelled_at) else ended_at
        end as left_at
    from {{ ref('fct_subscriptions') }}
    where
        not coalesce(is_complimentary, false)
        and status not in ('trial', 'pending')
        and greatest(started_at, coalesce(trial_end_at, started_at)) < {{ as_of_instant() }}
),

settled as (
    {{ settled_payments(ref('int_refunds_allocated')) }}
),

paid as (
    select
        lines.source,
        lines.subscription_id,
        max(least(
            lines.service_end_at, coalesce({{ local_midnight('settled.settled_date') }}, lines.service_end_at)
        )) as paid_until
    from {{ ref('int_payment_lines_split') }} as lines
    left join settled
        on lines.source = settled.source
        and lines.payment_id = settled.payment_id
    where
        lines.line_kind in ('term', 'remainder')
        and lines.net_amount > 0
        and lines.service_start_at < lines.service_end_at
        and not coalesce(settled.is_all_paid_back, false)
        and (settled.settled_date is null or lines.service_start_at < {{ local_midnight('settled.settled_date') }})
    group by lines.source, lines.subscription_id
),

-- The last payment of which the service ended, by the day on which the first refund ended it.
given_back as (
    select source, subscription_id, max(ended_at) as given_back_at
    from (
        select source, subscription_id, min(refunded_at) as ended_at
        from {{ ref('int_refunds_allocated') }}
        where is_end_of_service
        group by source, subscription_id, payment_id
    )
    group by source, subscription_id
),

followed as (
    select source, subscription_id, term_end_at, next_start_at, paid_at
    from {{ ref('int_subscription_followed_terms') }}
    where is_last
),

rates as (
    select currency, rate from {{ ref('int_exchange_rates') }}
    where rate_date = {{ as_of_date() }}
),

ending as (
    select
        coalesce(subscriptions.is_gift, false) as is_gift,
        {{ in_reporting_currency(
            'coalesce(subscriptions.next_amount, subscriptions.amount)', 'subscriptions.currency', 'rates.rate'
        ) }} as next_amount,
        {{ days_between(as_of_date(), local_date("least(
            case
                when followed.paid_at <= given_back.given_back_at then paid.paid_until
                when subscriptions.status = 'grace' then coalesce(paid.paid_until, subscriptions.current_period_end_at)
                else greatest(
                    coalesce(paid.paid_until, subscriptions.current_period_end_at),
                    coalesce(subscriptions.current_period_end_at, paid.paid_until)
                )
            end,
            coalesce(subscriptions.left_at, cast('9999-12-31' as timestamp))
        )")) }} as days_left
    from subscriptions
    left join paid
        on subscriptions.source = paid.source
        and subscriptions.subscription_id = paid.subscription_id
    left join followed
        on subscriptions.source = followed.source
        and subscriptions.subscription_id = followed.subscription_id
    left join given_back
        on subscriptions.source = given_back.source
        and subscriptions.subscription_id = given_back.subscription_id
    left join rates on subscriptions.currency = rates.currency
    where
        (given_back.given_back_at is null or followed.paid_at is not null)
        and (subscriptions.left_at is null or subscriptions.left_at >= {{ as_of_instant() }})
        and (
            subscriptions.goes_on
            or followed.next_start_at is null
            or {{ local_days_between('followed.term_end_at', 'followed.next_start_at') }}
            > {{ grace_days('lower(subscriptions.format)') }}
        )
),

due as (
    select * from ending
    where days_left between 1 and {{ var('due_bucket_days', [30, 60, 90])[-1] }}
),

sums as (
    select 'renewals' as place, 1 as found, 0 as wanted, next_amount as found_amount, 0 as wanted_amount
    from {{ ref('rpt_renewals_due') }}
    union all
    select 'renewals', 0, 1, 0, next_amount from due
    union all
    select 'gifts', 1, 0, next_amount, 0 from {{ ref('rpt_gifts_due') }}
    union all
    select 'gifts', 0, 1, 0, next_amount from due
    where is_gift
)

select
    place,
    sum(found) as found,
    sum(wanted) as wanted,
    coalesce(sum(found_amount), 0) as found_amount,
    coalesce(sum(wanted_amount), 0) as wanted_amount
from sums
group by place
having sum(found) <> sum(wanted) or coalesce(sum(found_amount), 0) <> coalesce(sum(wanted_amount), 0)
