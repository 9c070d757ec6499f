with

web_events as (
    select * from {{ ref('int_web_events_unioned') }}
),

final as (
    select
        source,
        device_id,
        min(case when {{ is_plausible('occurred_at') }} then occurred_at end) as first_seen_at,
        max(case when {{ is_plausible('occurred_at') }} then occurred_at end) as last_seen_at,
        min(case when coalesce(is_bot, false) then 1 else 0 end) = 1 as is_bot
    from web_events
    group by source, device_id
)

select * from final
