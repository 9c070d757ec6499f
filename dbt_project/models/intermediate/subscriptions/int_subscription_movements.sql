with

subscriptions as (
    select * from {{ ref('int_subscriptions_paid') }}
),

-- What ended by a switch about when another of the same payer's began was switched to that: a week before, or as long
-- after as the two may overlap.
switches as (
    select distinct
        later.source,
        later.subscription_id
    from subscriptions as later
    inner join subscriptions as earlier
        on later.payer_key = earlier.payer_key
        and earlier.left_kind = 'switched'
        and earlier.paid_from < later.paid_from
        and {{ local_days_between('earlier.left_at', 'later.paid_from') }}
        between -{{ var('term_overlap_days', 60) }} and 7
),

begun as (
    select
        subscriptions.*,
        case
            when subscriptions.is_out_of_trial then 'converted'
            when switches.subscription_id is not null then 'switched'
            when subscriptions.earlier_grace_date < {{ local_date('subscriptions.paid_from') }} then 'won_back'
            else 'new'
        end as begun_by
    from subscriptions
    left join switches
        on subscriptions.source = switches.source
        and subscriptions.subscription_id = switches.subscription_id
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
    select *, left_at, left_kind, -1 from begun
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
