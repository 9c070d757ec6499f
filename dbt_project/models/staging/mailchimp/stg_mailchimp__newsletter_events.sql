-- One row per thing that happened between a Mailchimp campaign and one of its recipients.
with

campaigns as (
    {{ current_rows(source('raw_mailchimp', 'campaigns')) }}
),

sent_to as (
    {{ current_rows(source('raw_mailchimp', 'sent_to')) }}
),

actions as (
    {{ current_rows(source('raw_mailchimp', 'email_activity_actions')) }}
),

unsubscribes as (
    {{ current_rows(source('raw_mailchimp', 'unsubscribes')) }}
),

abuse_reports as (
    {{ current_rows(source('raw_mailchimp', 'abuse_reports')) }}
),

-- A recipient's line has no time of its own: the campaign was sent to all of them at once.
happenings as (
    select
        sent_to.source, sent_to.campaign_id, sent_to.list_id, sent_to.email_id, 'send' as event_type,
        campaigns.send_time as occurred_at, cast(null as varchar(2000)) as url, cast(null as varchar(100)) as ip,
        sent_to.loaded_at
    from sent_to
    inner join campaigns
        on sent_to.source = campaigns.source and sent_to.campaign_id = campaigns.id
    where campaigns.send_time is not null
    union all
    select source, campaign_id, list_id, email_id, action as event_type, timestamp as occurred_at, url, ip, loaded_at
    from actions
    union all
    select
        source, campaign_id, list_id, email_id, 'unsubscribe' as event_type, timestamp as occurred_at,
        cast(null as varchar(2000)) as url, cast(null as varchar(100)) as ip, loaded_at
    from unsubscribes
    union all
    select
        source, campaign_id, list_id, email_id, 'complaint' as event_type, date as occurred_at,
        cast(null as varchar(2000)) as url, cast(null as varchar(100)) as ip, loaded_at
    from abuse_reports
),

final as (
    select
        happenings.source,
        md5(concat_ws(
            '|', happenings.campaign_id, happenings.email_id, happenings.event_type,
            cast(happenings.occurred_at as varchar(30)), coalesce(happenings.url, '')
        )) as event_id,
        happenings.list_id,
        happenings.list_id || ':' || happenings.email_id as profile_record_id,
        happenings.campaign_id,
        coalesce({{ filled('campaigns.settings_title') }}, campaigns.settings_subject_line) as campaign_name,
        case
            when campaigns.type = 'automation' then 'transactional'
            when lower(campaigns.settings_title) like '%promo%' or lower(campaigns.settings_title) like '%offer%'
                then 'promotional'
            else 'editorial'
        end as campaign_kind,
        happenings.event_type,
        happenings.occurred_at,
        happenings.url,
        -- 17.0.0.0/8 is Apple's own network, whose mail app opens every message on arrival.
        happenings.event_type = 'open' and coalesce(happenings.ip like '17.%', false) as is_machine,
        happenings.loaded_at
    from happenings
    left join campaigns
        on happenings.source = campaigns.source and happenings.campaign_id = campaigns.id
)

select *, event_id as record_id from final
