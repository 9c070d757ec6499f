-- One row per thing that happened between a Mailchimp campaign and one of its recipients.
with

campaigns as (
    {{ current_rows(source('raw_mailchimp', 'campaigns')) }}
),

folders as (
    {{ current_rows(source('raw_mailchimp', 'campaign_folders')) }}
),

happenings as (
    select * from {{ ref('base_mailchimp__happenings') }}
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
            when lower(coalesce(folders.name, campaigns.settings_folder_id)) like 'promo%' then 'promotional'
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
    left join folders
        on campaigns.source = folders.source and campaigns.settings_folder_id = folders.id
)

select *, event_id as record_id from final
