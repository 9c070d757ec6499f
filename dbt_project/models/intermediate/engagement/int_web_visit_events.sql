-- A visit is the feed's own session where it names one, else events of a device without 30 minutes of silence between.
with

web_events as (
    select *
    from {{ ref('int_web_events_unioned') }}
    where
        not coalesce(is_bot, false)
        and {{ is_plausible('occurred_at') }}
),

-- Most events come with a session; only the others need windows, each a sort of all that it reads.
without_session as (
    select *
    from web_events
    where session_id is null
),

with_previous as (
    select
        *,
        lag(occurred_at) over (
            partition by source, device_id
            order by occurred_at asc nulls last, event_id asc nulls last
        ) as previous_occurred_at
    from without_session
),

with_starts as (
    select
        *,
        case
            when previous_occurred_at is null then 1
            when
                {{ seconds_between('previous_occurred_at', 'occurred_at') }} > 60 * {{ var('session_silence_minutes') }}
                then 1
            else 0
        end as starts_visit
    from with_previous
),

with_visits as (
    select
        *,
        sum(starts_visit) over (
            partition by source, device_id
            order by occurred_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and current row
        ) as visit_number
    from with_starts
),

with_visit_starts as (
    select
        *,
        min(occurred_at) over (partition by source, device_id, visit_number) as visit_started_at
    from with_visits
),

visits as (
    select
        *,
        cast(null as timestamp) as previous_occurred_at,
        cast(null as integer) as starts_visit,
        cast(null as bigint) as visit_number,
        cast(null as timestamp) as visit_started_at
    from web_events
    where session_id is not null

    union all

    select *
    from with_visit_starts
),

final as (
    select
        source,
        event_id,
        device_id,
        concat(
            device_id,
            ':',
            coalesce(session_id, concat('at ', cast(visit_started_at as {{ dbt.type_string() }})))
        ) as session_id,
        login_id,
        email_click_id,
        occurred_at,
        event_name,
        page_url,
        content_section,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        engagement_ms,
        country_code,
        device_category
    from visits
)

select * from final
