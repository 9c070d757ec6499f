with

terms as (
    select * from {{ ref('int_subscription_terms') }}
    where
        not is_complimentary
        and status <> 'trial'
        and coalesce(trial_end_at, started_at) < {{ as_of_instant() }}
        and (ended_at is null or ended_at > coalesce(trial_end_at, started_at))
),

-- Nobody's subscription counts too, each for itself.
subscriptions as (
    select
        terms.*,
        coalesce(customer_records.customer_id, terms.source || ':' || terms.subscription_id) as payer_key,
        coalesce(terms.trial_end_at, terms.started_at) as paid_from,
        case when terms.term_months > 0 then 12 else nullif(terms.issues_per_year, 0) end as units_per_year,
        case when terms.term_months > 0 then terms.term_months else terms.term_issues end as units_per_term,
        case when terms.ended_at < {{ as_of_instant() }} then terms.ended_at end as left_at,
        coalesce(
            terms.end_kind, case when terms.cancelled_at is not null then 'voluntary' else 'expired' end
        ) as left_kind
    from terms
    {{ left_join_customers('terms', 'terms.payer_record_id') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

valued as (
    select
        subscriptions.*,
        {{ in_reporting_currency(
            money_part('subscriptions.term_amount', 'subscriptions.units_per_year', 'subscriptions.units_per_term'),
            'subscriptions.currency', 'rates.rate'
        ) }} as annual_value,
        max(coalesce(
            {{ add_days('left_at', grace_days('subscriptions.format')) }}, cast('9999-12-31' as timestamp)
        )) over earlier as grace_end_at
    from subscriptions
    left join rates
        on subscriptions.currency = rates.currency
        and {{ local_date('subscriptions.paid_from') }} = rates.rate_date
    window earlier as (
        partition by subscriptions.payer_key
        order by
            subscriptions.paid_from asc nulls last,
            subscriptions.source asc nulls last,
            subscriptions.subscription_id asc nulls last
        rows between unbounded preceding and 1 preceding
    )
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
        and earlier.left_at between {{ add_days('later.paid_from', -7) }}
        and {{ add_days('later.paid_from', var('term_overlap_days', 60)) }}
),

paused as (
    select
        valued.*,
        switches.subscription_id is not null as is_switch,
        case
            when
                paused_at < {{ as_of_instant() }} and paused_at > paid_from and (left_at is null or paused_at < left_at)
                then paused_at
        end as stopped_at,
        case
            when resumes_at < {{ as_of_instant() }} and (left_at is null or resumes_at < left_at) then resumes_at
        end as resumed_at
    from valued
    left join switches
        on valued.source = switches.source
        and valued.subscription_id = switches.subscription_id
),

moved as (
    select
        *,
        paid_from as moved_at,
        case
            when trial_end_at is not null then 'converted'
            when is_switch then 'switched'
            when grace_end_at < paid_from then 'won_back'
            else 'new'
        end as movement,
        1 as direction
    from paused
    union all
    select *, stopped_at, 'paused', -1 from paused
    where stopped_at is not null
    union all
    select *, resumed_at, 'resumed', 1 from paused
    where stopped_at is not null and resumed_at is not null
    union all
    -- Who leaves out of a pause has been taken off already.
    select
        *,
        left_at,
        case
            when left_kind in ('voluntary', 'involuntary', 'switched') then left_kind
            when left_kind = 'deceased' then 'involuntary'
            else 'expired'
        end,
        -1
    from paused
    where left_at is not null and (stopped_at is null or resumed_at is not null)
),

final as (
    select
        source,
        subscription_id,
        coalesce(title, 'unknown') as title,
        coalesce(format, 'unknown') as format,
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
