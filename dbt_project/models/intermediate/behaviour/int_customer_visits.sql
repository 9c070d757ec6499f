-- Weeks are counted back from as_of, seven days each, as far as the first visit reaches and always_days allow.
with

visits as (
    select
        customer_id,
        engaged_seconds,
        {{ days_between(local_date('started_at'), as_of_date()) }} as days_ago
    from {{ ref('int_web_sessions') }}
    where customer_id is not null
),

observed as (
    select
        customer_id,
        least(
            {{ whole_quotient('max(days_ago) + 1', '7') }}, {{ whole_quotient(var('always_days', 180), '7') }}
        ) as observed_weeks
    from visits
    group by customer_id
),

counted as (
    select
        observed.customer_id,
        observed.observed_weeks,
        count(distinct case
            when visits.days_ago < 7 * observed.observed_weeks then {{ whole_quotient('visits.days_ago', '7') }}
        end) as visited_weeks,
        count(*) as session_count,
        count(visits.engaged_seconds) as timed_session_count,
        min(visits.engaged_seconds) as shortest_seconds
    from observed
    inner join visits
        on observed.customer_id = visits.customer_id
        and visits.days_ago < {{ var('always_days', 180) }}
    group by observed.customer_id, observed.observed_weeks
),

-- One visit that is too short decides; that all are long enough is known only where each was timed.
final as (
    select
        observed.customer_id,
        observed.observed_weeks,
        coalesce(counted.visited_weeks, 0) as visited_weeks,
        coalesce(counted.session_count, 0) as session_count,
        case
            when observed.observed_weeks >= {{ var('always_weeks', 8) }}
                then coalesce(counted.visited_weeks, 0) = observed.observed_weeks
        end as visits_every_week,
        case
            when counted.session_count < {{ var('always_sessions', 5) }} then null
            when counted.shortest_seconds < {{ var('always_session_seconds', 300) }} then false
            when counted.timed_session_count = counted.session_count then true
        end as stays_every_session
    from observed
    left join counted on observed.customer_id = counted.customer_id
)

select * from final
