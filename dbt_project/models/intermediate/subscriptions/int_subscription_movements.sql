with

subscriptions as (
    select * from {{ ref('int_subscriptions_paid') }}
),

{{ switches_of('subscriptions') }},

switched as (
    select distinct source, subscription_id from switches
),

taken_over as (
    select distinct next_source, next_subscription_id from switches
),

begun as (
    select
        subscriptions.*,
        case
            when subscriptions.is_out_of_trial then 'converted'
            when taken_over.next_subscription_id is not null then 'switched'
            when subscriptions.earlier_grace_date < {{ local_date('subscriptions.paid_from') }} then 'won_back'
            else 'new'
        end as begun_by,
        case
            when subscriptions.left_kind = 'switched' and switched.subscription_id is null then 'expired'
            else subscriptions.left_kind
        end as left_by
    from subscriptions
    left join switched
        on subscriptions.source = switched.source
        and subscriptions.subscription_id = switched.subscription_id
    left join taken_over
        on subscriptions.source = taken_over.next_source
        and subscriptions.subscription_id = taken_over.next_subscription_id
),

moved as (
    select *, paid_from as moved_at, begun_by as movement, 1 as direction from begun
    union all
    select *, stopped_at, 'paused', -1 from begun
    where stopped_at is not null
    union all
    select *, resumed_at, 'resumed', 1 from begun
    where stopped_at is not null and resumed_at is not null
    union all
    -- Who leaves out of a pause has been taken off already.
    select *, left_at, left_by, -1 from begun
    where left_at is not null and (stopped_at is null or resumed_at is not null)
),

final as (
    select
        source,
        subscription_id,
        title,
        format,
        sales_channel,
        movement,
        direction,
        moved_at,
        {{ month_number(local_date('moved_at')) }} as month_number,
        direction * copies as copies,
        {{ money('direction * annual_value') }} as annual_value
    from moved
)

select * from final
