-- One row per consent to marketing that a Mailchimp member gave or withdrew. A confirmed opt-in stays on record when
-- the sender later archives or cleans the address; only the member's own unsubscription withdraws it.
with

members as (
    {{ current_rows(source('raw_mailchimp', 'members')) }}
),

given as (
    select
        source,
        list_id || ':' || id as profile_record_id,
        'granted' as status,
        coalesce(timestamp_opt, timestamp_signup, last_changed) as recorded_at,
        {{ opt_in_proof('ip_opt', 'timestamp_opt') }} as proof,
        loaded_at
    from members
    where
        status = 'subscribed'
        or (status in ('unsubscribed', 'cleaned', 'archived') and timestamp_opt is not null)
),

withdrawn as (
    select
        source,
        list_id || ':' || id as profile_record_id,
        'withdrawn' as status,
        last_changed as recorded_at,
        'unsubscribed: ' || coalesce({{ filled('unsubscribe_reason') }}, 'no reason given') as proof,
        loaded_at
    from members
    where status = 'unsubscribed'
),

both_ways as (
    select * from given
    union all
    select * from withdrawn
),

final as (
    select
        source,
        profile_record_id || ':marketing:email:' || status as record_id,
        profile_record_id,
        'marketing' as purpose,
        'email' as channel,
        status,
        recorded_at,
        proof,
        loaded_at
    from both_ways
    where recorded_at is not null
)

select * from final
