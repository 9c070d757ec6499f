with

newsletter_events as (
    select *
    from {{ ref('int_newsletter_events_unioned') }}
    where occurred_at < {{ as_of_instant() }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
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
    left join customer_records
        on newsletter_events.source = customer_records.source
        and newsletter_events.profile_record_id = customer_records.record_id
)

select * from final
