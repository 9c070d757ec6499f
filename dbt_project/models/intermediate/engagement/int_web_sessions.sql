-- The customer is joined on here, at the end: the owner of the session's own login, else the owner of the device.
with

visit_events as (
    select
        *,
        row_number() over (
            partition by source, session_id
            order by occurred_at asc nulls last, event_id asc nulls last
        ) as place
    from {{ ref('int_web_visit_events') }}
),

sources as (
    select * from {{ ref('stg_ops__sources') }}
),

login_customers as (
    select * from {{ ref('stg_identity__login_customers') }}
),

devices as (
    select * from {{ ref('stg_identity__devices') }}
),

sessions as (
    select
        source,
        session_id,
        device_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as event_count,
        sum(case when event_name = 'page_view' then 1 else 0 end) as page_views,
        cast(round(sum(engagement_ms) / 1000.0, 0) as bigint) as engaged_seconds,
        max_by(login_id, case when login_id is not null then place end) as login_id,
        max_by(email_click_id, case when email_click_id is not null then place end) as email_click_id,
        min_by(page_url, case when page_url is not null then place end) as landing_page,
        min_by(referrer, case when referrer is not null then place end) as referrer,
        min_by(utm_source, case when utm_source is not null then place end) as utm_source,
        lower(min_by(utm_medium, case when utm_medium is not null then place end)) as utm_medium,
        min_by(utm_campaign, case when utm_campaign is not null then place end) as utm_campaign,
        max(country_code) as country_code,
        max(device_category) as device_category
    from visit_events
    group by source, session_id, device_id
),

with_hosts as (
    select
        *,
        {{ url_part('referrer', 'host') }} as referrer_host,
        {{ url_part('landing_page', 'host') }} as landing_host
    from sessions
),

with_channels as (
    select
        *,
        {{ visit_channel() }} as channel
    from with_hosts
),

final as (
    select
        with_channels.source,
        with_channels.session_id,
        with_channels.device_id,
        coalesce(login_customers.customer_id, devices.customer_id) as customer_id,
        case
            when login_customers.customer_id is not null then 'login'
            when devices.customer_id is null then null
            when devices.rule = 'newsletter_click' then 'newsletter_click'
            else 'one_login_device'
        end as recognised_by,
        with_channels.login_id,
        with_channels.channel,
        with_channels.landing_page,
        with_channels.referrer,
        with_channels.utm_source,
        with_channels.utm_medium,
        with_channels.utm_campaign,
        with_channels.country_code,
        with_channels.device_category,
        with_channels.event_count,
        with_channels.page_views,
        with_channels.engaged_seconds,
        with_channels.started_at,
        with_channels.ended_at
    from with_channels
    left join sources on with_channels.source = sources.source
    left join login_customers
        on with_channels.login_id = login_customers.login_id
        and coalesce(sources.login_namespace, '') = login_customers.login_namespace
    left join devices
        on with_channels.source = devices.source
        and with_channels.device_id = devices.device_id
)

select * from final
