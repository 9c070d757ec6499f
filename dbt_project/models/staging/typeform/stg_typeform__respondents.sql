-- One row per Typeform response, as a profile: what the form was told of the person (hidden fields) and what was asked.
with

responses as (
    {{ current_rows(source('raw_typeform', 'responses')) }}
),

answers as (
    {{ current_rows(source('raw_typeform', 'answers')) }}
),

told as (
    select
        source,
        token,
        max(case when type = 'email' then text_value end) as email,
        max(case when type = 'phone_number' then text_value end) as phone,
        max(case when field_ref = 'first_name' then text_value end) as first_name,
        max(case when field_ref = 'last_name' then text_value end) as last_name,
        max(case when field_ref in ('name', 'full_name') then text_value end) as full_name
    from answers
    group by source, token
),

final as (
    select
        responses.source,
        responses.token as record_id,
        'person' as profile_kind,
        coalesce({{ filled('told.email') }}, {{ filled(json_text('responses.hidden', '$.email')) }}) as email,
        coalesce({{ filled('told.phone') }}, {{ filled(json_text('responses.hidden', '$.phone')) }}) as phone,
        coalesce(
            {{ filled(json_text('responses.hidden', '$.login_id')) }},
            {{ filled(json_text('responses.hidden', '$.user_id')) }}
        ) as login_id,
        coalesce({{ filled('told.full_name') }}, {{ filled(json_text('responses.hidden', '$.name')) }}) as full_name,
        coalesce({{ filled('told.first_name') }}, {{ filled(json_text('responses.hidden', '$.first_name')) }})
            as first_name,
        coalesce({{ filled('told.last_name') }}, {{ filled(json_text('responses.hidden', '$.last_name')) }})
            as last_name,
        responses.landed_at as created_at,
        coalesce(responses.submitted_at, responses.landed_at) as updated_at,
        responses.loaded_at
    from responses
    left join told
        on responses.source = told.source and responses.token = told.token
)

select * from final
