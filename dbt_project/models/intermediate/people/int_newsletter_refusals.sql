-- Whoever left one newsletter wants no mail, whatever system it came from, unless he joined that list again since.
-- Whoever reports a mail as spam has refused, whatever a form says before or after.
with

newsletter_events as (
    select * from {{ ref('int_newsletter_events_unioned') }}
    where profile_record_id is not null and occurred_at < {{ as_of_instant() }}
),

newsletter_memberships as (
    select * from {{ ref('int_newsletter_memberships_unioned') }}
),

final as (
    select
        source,
        record_id,
        profile_record_id,
        coalesce(opted_out_at, updated_at) as recorded_at,
        false as is_complaint
    from newsletter_memberships
    where status = 'unsubscribed' and coalesce(opted_out_at < {{ as_of_instant() }}, true)

    union all

    select
        source,
        record_id,
        profile_record_id,
        occurred_at as recorded_at,
        event_type = 'complaint' as is_complaint
    from newsletter_events
    where
        event_type = 'complaint'
        or event_type = 'unsubscribe'
        and not exists (
            select 1
            from newsletter_memberships
            where
                newsletter_memberships.source = newsletter_events.source
                and newsletter_memberships.profile_record_id = newsletter_events.profile_record_id
                and newsletter_memberships.list_id = coalesce(newsletter_events.list_id, newsletter_memberships.list_id)
                and newsletter_memberships.status = 'subscribed'
                and newsletter_memberships.opted_in_at > newsletter_events.occurred_at
        )
)

select * from final
