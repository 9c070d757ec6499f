with

newsletter_events as (
    select * from {{ ref('int_newsletter_events_unioned') }}
    where occurred_at < {{ as_of_instant() }}
),

final as (
    select
        newsletter_events.source,
        newsletter_events.record_id,
        newsletter_events.event_id,
        newsletter_events.list_id,
        newsletter_events.profile_record_id,
        newsletter_events.campaign_id,
        customer_records.customer_id,
        newsletter_events.campaign_name,
        newsletter_events.campaign_kind,
        newsletter_events.event_type,
        newsletter_events.url,
        newsletter_events.is_machine,
        newsletter_events.occurred_at,
        newsletter_events.updated_at
    from newsletter_events
    {{ left_join_customers('newsletter_events') }}
)

select * from final
