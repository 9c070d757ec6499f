-- A view counts half after 30 days, a quarter after 60: what was read lately comes first.
with

visit_events as (
    select * from {{ ref('int_web_visit_events') }}
),

web_sessions as (
    select * from {{ ref('int_web_sessions') }}
),

days as (
    select
        web_sessions.customer_id,
        visit_events.content_section,
        {{ local_date('visit_events.occurred_at') }} as read_date,
        sum(case when visit_events.event_name = 'page_view' then 1 else 0 end) as page_views,
        sum(coalesce(visit_events.engagement_ms, 0)) as engagement_ms,
        min(visit_events.occurred_at) as first_read_at,
        max(visit_events.occurred_at) as last_read_at
    from visit_events
    inner join web_sessions
        on visit_events.source = web_sessions.source and visit_events.session_id = web_sessions.session_id
    where
        visit_events.content_section is not null
        and web_sessions.customer_id is not null
    group by web_sessions.customer_id, visit_events.content_section, {{ local_date('visit_events.occurred_at') }}
),

-- Weights are decimals, so that the sum does not depend on the order of the rows.
weighted as (
    select
        *,
        cast(power(
            0.5, {{ days_between('read_date', as_of_date()) }} / {{ var('interest_half_life_days') }}.0
        ) as decimal(18, 9)) as weight
    from days
),

sections as (
    select
        customer_id,
        content_section,
        cast(sum(page_views) as bigint) as page_views,
        cast(round(sum(engagement_ms) / 1000.0, 0) as bigint) as engaged_seconds,
        min(first_read_at) as first_read_at,
        max(last_read_at) as last_read_at,
        cast(sum(page_views * weight) as decimal(18, 6)) as interest_score
    from weighted
    group by customer_id, content_section
),

final as (
    select
        customer_id,
        content_section,
        cast(row_number() over (
            partition by customer_id
            order by
                interest_score desc nulls last,
                page_views desc nulls last,
                last_read_at desc nulls last,
                content_section asc nulls last
        ) as bigint) as interest_rank,
        interest_score,
        page_views,
        engaged_seconds,
        first_read_at,
        last_read_at
    from sections
    where page_views > 0
)

select * from final
