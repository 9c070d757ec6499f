-- One row per send, open, click, bounce, unsubscription or complaint, from whichever report tells of it.
with

campaigns as (
    {{ current_rows(source('raw_mailchimp', 'campaigns')) }}
),

sent_to as (
    {{ current_rows(source('raw_mailchimp', 'sent_to')) }}
),

email_activity as (
    {{ current_rows(source('raw_mailchimp', 'email_activity')) }}
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

-- Both reports name every recipient, also those who did nothing.
recipients as (
    select source, campaign_id, list_id, email_id, loaded_at from sent_to
    union all
    select source, campaign_id, list_id, email_id, loaded_at from email_activity
),

-- A recipient has no time of its own: the campaign was sent to all of them at once.
sends as (
    select
        recipients.source, recipients.campaign_id, recipients.email_id, campaigns.send_time,
        max(recipients.list_id) as list_id, max(recipients.loaded_at) as loaded_at
    from recipients
    inner join campaigns
        on recipients.source = campaigns.source and recipients.campaign_id = campaigns.id
    where campaigns.send_time is not null
    group by recipients.source, recipients.campaign_id, recipients.email_id, campaigns.send_time
),

final as (
    select
        source, campaign_id, list_id, email_id, 'send' as event_type, send_time as occurred_at,
        cast(null as varchar(2000)) as url, cast(null as varchar(100)) as ip, loaded_at
    from sends
    union all
    select source, campaign_id, list_id, email_id, action as event_type, timestamp as occurred_at, url, ip, loaded_at
    from actions
    where action in ('open', 'click', 'bounce')
    union all
    select
        source, campaign_id, list_id, email_id, 'unsubscribe' as event_type, timestamp as occurred_at,
        null as url, null as ip, loaded_at
    from unsubscribes
    union all
    select
        source, campaign_id, list_id, email_id, 'complaint' as event_type, date as occurred_at,
        null as url, null as ip, loaded_at
    from abuse_reports
)

select * from final
