with

web_events as (
    select * from {{ ref('int_web_events_unioned') }}
),

final as (
    select
        source,
        device_id,
        email_click_id,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at
    from web_events
    where
        email_click_id is not null
        and not coalesce(is_bot, false)
        and {{ is_plausible('occurred_at') }}
    group by source, device_id, email_click_id
)

select * from final
