-- One row per GA4 event. GA4 writes what it does not know as a word; `known` turns those words into nulls.
with

events as (
    {{ current_rows(source('raw_ga4', 'events')) }}
),

read_params as (
    select
        *,
        {{ json_text('event_params', '$.page_location') }} as page_location,
        {{ json_text('event_params', '$.ga_session_id') }} as ga_session_id,
        {{ json_text('event_params', '$.user_agent') }} as user_agent,
        coalesce({{ json_text('device', '$.web_info.browser') }}, {{ json_text('device', '$.browser') }}) as browser
    from events
),

final as (
    select
        source,
        event_fingerprint as record_id,
        event_fingerprint as event_id,
        user_pseudo_id as device_id,
        user_pseudo_id || ':' || ga_session_id as session_id,
        {{ known('user_id') }} as login_id,
        {{ url_parameter('page_location', 'mc_eid') }} as email_click_id,
        event_timestamp as occurred_at,
        event_name,
        page_location as page_url,
        coalesce(
            {{ known(json_text('device', '$.web_info.hostname')) }}, {{ filled(url_part('page_location', 'host')) }}
        ) as site,
        lower(platform) as platform,
        {{ known(json_text('event_params', '$.content_id')) }} as content_id,
        coalesce(
            {{ known(json_text('event_params', '$.content_title')) }},
            {{ known(json_text('event_params', '$.page_title')) }}
        ) as content_title,
        coalesce(
            {{ known(json_text('event_params', '$.content_section')) }},
            {{ known(json_text('event_params', '$.content_group')) }}
        ) as content_section,
        {{ known(json_text('event_params', '$.content_access')) }} as content_access,
        {{ known(json_text('event_params', '$.access_state')) }} as access_state,
        {{ known(json_text('event_params', '$.page_referrer')) }} as referrer,
        coalesce(
            {{ known(json_text('event_params', '$.source')) }},
            {{ known(json_text('collected_traffic_source', '$.manual_source')) }},
            {{ url_parameter('page_location', 'utm_source') }}
        ) as utm_source,
        coalesce(
            {{ known(json_text('event_params', '$.medium')) }},
            {{ known(json_text('collected_traffic_source', '$.manual_medium')) }},
            {{ url_parameter('page_location', 'utm_medium') }}
        ) as utm_medium,
        coalesce(
            {{ known(json_text('event_params', '$.campaign')) }},
            {{ known(json_text('collected_traffic_source', '$.manual_campaign_name')) }},
            {{ url_parameter('page_location', 'utm_campaign') }}
        ) as utm_campaign,
        try_cast({{ json_text('event_params', '$.engagement_time_msec') }} as bigint) as engagement_ms,
        {{ country_code('geo_country') }} as country_code,
        {{ known(json_text('device', '$.category')) }} as device_category,
        user_agent,
        {{ json_flag('event_params', '$.is_bot') }}
        or coalesce({{ is_robot('user_agent') }}, false)
        or coalesce({{ is_robot('browser') }}, false) as is_bot,
        loaded_at
    from read_params
)

select * from final
