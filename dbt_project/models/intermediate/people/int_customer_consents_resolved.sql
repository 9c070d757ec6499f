-- Per record the latest statement stands; over a customer's records the most restrictive does, so that a merge never
-- loses an opt-out. No statement at all gives no row: silence is neither consent nor refusal.
with

consents as (
    select
        *,
        status in ('refused', 'withdrawn') as is_refusal
    from {{ ref('int_consents_unioned') }}
    where recorded_at < {{ as_of_instant() }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
),

newsletter_events as (
    select * from {{ ref('int_newsletter_events_unioned') }}
),

placed as (
    select
        *,
        row_number() over (
            partition by source, profile_record_id, purpose, channel
            order by recorded_at desc nulls last, is_refusal desc nulls last, record_id asc nulls last
        ) as place
    from consents
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
