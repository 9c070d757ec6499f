-- One row per GA4 event. GA4 writes what it does not know as a word; `known` turns those words into nulls.
{%- set param_keys = [
    'page_location', 'ga_session_id', 'content_id', 'content_title', 'page_title', 'content_section', 'content_group',
    'content_access', 'access_state', 'page_referrer', 'source', 'medium', 'campaign', 'engagement_time_msec',
    'user_agent', 'is_bot'
] %}
{%- set device_keys = ['category', 'web_info.hostname', 'web_info.browser'] %}
{%- set traffic_keys = ['manual_source', 'manual_medium', 'manual_campaign_name'] %}
with

events as (
    {{ current_rows(source('raw_ga4', 'events')) }}
),

texts as (
    select
        *,
        source as loaded_source,
        {{ json_texts('event_params', param_keys) }} as param_texts,
        {{ json_texts('device', device_keys) }} as device_texts,
        {{ json_texts('collected_traffic_source', traffic_keys) }} as traffic_texts
    from events
),

named as (
    select
        loaded_source, event_fingerprint, event_timestamp, event_name, user_pseudo_id, user_id, platform,
        geo_country, loaded_at,
        {{- texts_as_columns('param_texts', param_keys) }},
        {{- texts_as_columns('device_texts', device_keys) }},
        {{- texts_as_columns('traffic_texts', traffic_keys) }}
    from texts
),

final as (
    select
        loaded_source as source,
        event_fingerprint as record_id,
        event_fingerprint as event_id,
        user_pseudo_id as device_id,
        user_pseudo_id || ':' || ga_session_id as session_id,
        {{ known('user_id') }} as login_id,
        {{ url_parameter('page_location', 'mc_eid') }} as email_click_id,
        event_timestamp as occurred_at,
        event_name,
        page_location as page_url,
        coalesce({{ known('hostname') }}, {{ filled(url_part('page_location', 'host')) }}) as site,
        lower(platform) as platform,
        {{ known('content_id') }} as content_id,
        coalesce({{ known('content_title') }}, {{ known('page_title') }}) as content_title,
        coalesce({{ known('content_section') }}, {{ known('content_group') }}) as content_section,
        {{ known('content_access') }} as content_access,
        {{ known('access_state') }} as access_state,
        {{ known('page_referrer') }} as referrer,
        coalesce(
            {{ known('named.source') }},
            {{ known('manual_source') }},
            {{ url_parameter('page_location', 'utm_source') }}
        ) as utm_source,
        coalesce(
            {{ known('medium') }}, {{ known('manual_medium') }}, {{ url_parameter('page_location', 'utm_medium') }}
        ) as utm_medium,
        coalesce(
            {{ known('campaign') }},
            {{ known('manual_campaign_name') }},
            {{ url_parameter('page_location', 'utm_campaign') }}
        ) as utm_campaign,
        try_cast(engagement_time_msec as bigint) as engagement_ms,
        {{ country_code('geo_country') }} as country_code,
        {{ known('category') }} as device_category,
        user_agent,
        coalesce(lower(is_bot) in ('true', '1'), false)
        or coalesce({{ is_robot('user_agent') }}, false)
        or coalesce({{ is_robot('browser') }}, false) as is_bot,
        loaded_at
    from named
)

select * from final
