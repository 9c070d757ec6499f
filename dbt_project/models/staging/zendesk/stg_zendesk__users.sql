-- One row per Zendesk end user, as a profile; agents are staff, not customers. Most users have no e-mail.
with

users as (
    {{ current_rows(source('raw_zendesk', 'users')) }}
),

final as (
    select
        source,
        id as record_id,
        'person' as profile_kind,
        {{ filled('email') }} as email,
        {{ filled('phone') }} as phone,
        {{ filled('external_id') }} as login_id,
        {{ filled('name') }} as full_name,
        created_at,
        updated_at,
        coalesce(active = false, false) as is_deleted,
        loaded_at
    from users
    where coalesce(role, 'end-user') = 'end-user'
)

select * from final
