with

web_sessions as (
    select * from {{ ref('int_web_sessions') }}
),

final as (
    select
        source,
        session_id,
        device_id,
        customer_id,
        recognised_by,
        login_id,
        channel,
        landing_page,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        country_code,
        device_category,
        cast(event_count as bigint) as event_count,
        cast(page_views as bigint) as page_views,
        engaged_seconds,
        started_at,
        ended_at
    from web_sessions
)

select * from final
