-- One row per member of a Mailchimp list, as a profile.
with

members as (
    {{ current_rows(source('raw_mailchimp', 'members')) }}
),

final as (
    select
        source,
        list_id || ':' || id as record_id,
        'person' as profile_kind,
        {{ filled('email_address') }} as email,
        {{ filled(json_text('merge_fields', '$.PHONE')) }} as phone,
        {{ filled('full_name') }} as full_name,
        {{ filled(json_text('merge_fields', '$.FNAME')) }} as first_name,
        {{ filled(json_text('merge_fields', '$.LNAME')) }} as last_name,
        {{ filled("replace(" ~ json_text('merge_fields', '$.BIRTHDAY') ~ ", '/', '-')") }} as birthday,
        coalesce(
            {{ street(json_text('merge_fields', '$.ADDRESS.addr1'), json_text('merge_fields', '$.ADDRESS.addr2')) }},
            case
                when left({{ json_text('merge_fields', '$.ADDRESS') }}, 1) <> '{'
                    then {{ filled(json_text('merge_fields', '$.ADDRESS')) }}
            end
        ) as address_line,
        {{ filled(json_text('merge_fields', '$.ADDRESS.city')) }} as city,
        {{ filled(json_text('merge_fields', '$.ADDRESS.state')) }} as region,
        {{ filled(json_text('merge_fields', '$.ADDRESS.zip')) }} as postal_code,
        coalesce({{ filled(json_text('merge_fields', '$.ADDRESS.country')) }}, {{ filled('location_country_code') }})
            as country_code,
        coalesce(timestamp_signup, timestamp_opt, last_changed) as created_at,
        last_changed as updated_at,
        loaded_at
    from members
)

select * from final
