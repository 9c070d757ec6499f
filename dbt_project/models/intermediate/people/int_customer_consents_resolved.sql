-- Per record the latest statement stands; over a customer's records the most restrictive does, so that a merge never
-- loses an opt-out. No statement at all gives no row: silence is neither consent nor refusal.
with

consents as (
    select * from {{ ref('int_consents_unioned') }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
),

newsletter_events as (
    select * from {{ ref('int_newsletter_events_unioned') }}
),

newsletter_memberships as (
    select * from {{ ref('int_newsletter_memberships_unioned') }}
),

-- Whoever left one newsletter wants no mail, whatever system it came from, unless he joined that list again since.
unsubscriptions as (
    select
        source,
        record_id,
        profile_record_id,
        coalesce(opted_out_at, updated_at) as recorded_at
    from newsletter_memberships
    where status = 'unsubscribed' and coalesce(opted_out_at < {{ as_of_instant() }}, true)

    union all

    select
        newsletter_events.source,
        newsletter_events.record_id,
        newsletter_events.profile_record_id,
        newsletter_events.occurred_at as recorded_at
    from newsletter_events
    where
        newsletter_events.event_type = 'unsubscribe'
        and newsletter_events.profile_record_id is not null
        and newsletter_events.occurred_at < {{ as_of_instant() }}
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
),

said as (
    select
        source,
        record_id,
        profile_record_id,
        purpose,
        channel,
        recorded_at,
        expires_at,
        status in ('refused', 'withdrawn') as is_refusal
    from consents
    where recorded_at < {{ as_of_instant() }}

    union all

    select
        source,
        record_id,
        profile_record_id,
        '{{ var("contact_purpose") }}' as purpose,
        'email' as channel,
        recorded_at,
        cast(null as timestamp) as expires_at,
        true as is_refusal
    from unsubscriptions
),

-- Nobody knows when an undated one was said: it counts as the latest.
placed as (
    select
        *,
        row_number() over (
            partition by source, profile_record_id, purpose, channel
            order by recorded_at desc nulls first, is_refusal desc nulls last, record_id asc nulls last
        ) as place
    from said
),

statements as (
    select
        source,
        profile_record_id,
        purpose,
        channel,
        recorded_at,
        case when is_refusal then 0 else 1 end as is_granted
    from placed
    where place = 1 and (is_refusal or expires_at is null or expires_at >= {{ as_of_instant() }})

    union all

    -- Whoever reports a mail as spam has refused, whatever a form once said.
    select
        source,
        profile_record_id,
        '{{ var("contact_purpose") }}' as purpose,
        'email' as channel,
        occurred_at as recorded_at,
        0 as is_granted
    from newsletter_events
    where event_type = 'complaint' and profile_record_id is not null and occurred_at < {{ as_of_instant() }}
),

final as (
    select
        customer_records.customer_id,
        statements.purpose,
        statements.channel,
        min(statements.is_granted) = 1 as is_granted,
        max(statements.recorded_at) as recorded_at
    from statements
    inner join customer_records
        on statements.source = customer_records.source and statements.profile_record_id = customer_records.record_id
    group by customer_records.customer_id, statements.purpose, statements.channel
)

select * from final
