-- Per record the latest statement stands; over a customer's records the most restrictive does, so that a merge never
-- loses an opt-out. No statement at all gives no row: silence is neither consent nor refusal.
with

consents as (
    select * from {{ ref('int_consents_unioned') }}
),

newsletter_refusals as (
    select * from {{ ref('int_newsletter_refusals') }}
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
    from newsletter_refusals
    where not is_complaint
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
        recorded_at,
        0 as is_granted
    from newsletter_refusals
    where is_complaint
),

final as (
    select
        customer_records.customer_id,
        statements.purpose,
        statements.channel,
        min(statements.is_granted) = 1 as is_granted,
        max(statements.recorded_at) as recorded_at
    from statements
    {{ inner_join_customers('statements') }}
    group by customer_records.customer_id, statements.purpose, statements.channel
)

select * from final
