-- No end is lost custom that a switch made, or after which the same payer's subscription to the same title and format,
-- for the same reader, goes on under another number within the grace. Each goes on after one other, the nearest first.
with

subscriptions as (
    select
        *,
        sum(case when earlier_grace_date >= {{ local_date('paid_from') }} then 0 else 1 end) over (
            partition by payer_key
            order by paid_from asc nulls last, source asc nulls last, subscription_id asc nulls last
            rows between unbounded preceding and current row
        ) as custom_number
    from {{ ref('int_subscriptions_paid') }}
),

candidates as (
    select
        concat(ended.source, ':', ended.subscription_id) as ended_number,
        concat(later.source, ':', later.subscription_id) as next_number,
        abs({{ local_days_between('ended.left_at', 'later.paid_from') }}) as days_apart
    from subscriptions as ended
    inner join subscriptions as later
        on {{ takes_over('ended', 'later') }}
        and ended.reader_key = later.reader_key
        and ended.title = later.title
        and ended.format = later.format
),

{{ pairs_of('candidates') }},

{{ switches_of('subscriptions') }},

switched as (
    select distinct source, subscription_id from switches
),

-- The last end of an unbroken time as a subscriber, in which nothing runs any more: gaps within the grace break none.
ranked as (
    select
        subscriptions.*,
        pairs.next_number,
        case when left_kind = 'switched' and switched.subscription_id is null then 'expired' else left_kind end
            as lost_kind,
        row_number() over (
            partition by subscriptions.payer_key, subscriptions.custom_number
            order by
                subscriptions.left_at desc nulls first,
                subscriptions.source asc nulls last,
                subscriptions.subscription_id asc nulls last
        ) = 1 as is_last
    from subscriptions
    left join pairs on concat(subscriptions.source, ':', subscriptions.subscription_id) = pairs.ended_number
    left join switched
        on subscriptions.source = switched.source
        and subscriptions.subscription_id = switched.subscription_id
),

final as (
    select
        source,
        subscription_id,
        customer_id,
        title,
        format,
        sales_channel,
        left_at,
        {{ month_number(local_date('left_at')) }} as month_number,
        coalesce(stopped_at < left_at and resumed_at is null, false) as is_out_of_pause,
        lost_kind as left_kind,
        next_number,
        case when lost_kind <> 'switched' and next_number is null then lost_kind end as churn_kind,
        coalesce(is_last and lost_kind <> 'switched' and customer_id is not null, false) as is_customer_lost
    from ranked
    where left_at is not null
)

select * from final
