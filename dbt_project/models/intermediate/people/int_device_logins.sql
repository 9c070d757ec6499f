with

web_events as (
    select * from {{ ref('int_web_events_unioned') }}
),

sources as (
    select * from {{ ref('stg_ops__sources') }}
),

final as (
    select
        web_events.source,
        sources.login_namespace,
        web_events.device_id,
        web_events.login_id,
        min(web_events.occurred_at) as first_seen_at,
        max(web_events.occurred_at) as last_seen_at,
        count(*) as event_count
    from web_events
    left join sources on web_events.source = sources.source
    where
        web_events.login_id is not null
        and not coalesce(web_events.is_bot, false)
        and {{ is_plausible('web_events.occurred_at') }}
    group by web_events.source, sources.login_namespace, web_events.device_id, web_events.login_id
)

select * from final
