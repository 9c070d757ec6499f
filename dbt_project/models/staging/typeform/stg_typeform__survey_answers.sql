-- One row per answer of a Typeform response, without the answers that only say who answered or consented.
with

responses as (
    {{ current_rows(source('raw_typeform', 'responses')) }}
),

answers as (
    {{ current_rows(source('raw_typeform', 'answers')) }}
),

forms as (
    {{ current_rows(source('raw_typeform', 'forms')) }}
),

form_fields as (
    {{ current_rows(source('raw_typeform', 'form_fields')) }}
),

-- A page of responses does not say which form it is of; its answers' fields do.
asked as (
    select
        answers.*,
        coalesce(answers.field_ref, form_fields.ref, answers.field_id) as question_ref,
        coalesce(form_fields.title, answers.field_ref, answers.field_id) as question,
        coalesce(form_fields.type, answers.field_type) as question_type,
        max(form_fields.form_id) over (partition by answers.source, answers.token) as field_form_id
    from answers
    left join form_fields
        on answers.source = form_fields.source and answers.field_id = form_fields.id
),

consents as (
    select source, token, min(case when boolean_value then 1 else 0 end) = 1 as is_consented
    from asked
    where question_type = 'legal' or lower(question_ref) like '%consent%'
    group by source, token
),

final as (
    select
        asked.source,
        asked.token || ':' || asked.field_id as record_id,
        asked.token || ':' || asked.field_id as answer_id,
        asked.token as response_id,
        asked.token as profile_record_id,
        coalesce(forms.title, asked.field_form_id, responses.form_id) as survey,
        asked.question,
        {{ survey_theme('asked.question_ref', 'asked.question_type') }} as theme,
        case when asked.number_value is null then asked.text_value end as answer_text,
        asked.number_value as answer_number,
        coalesce(responses.submitted_at, responses.landed_at) as answered_at,
        consents.is_consented,
        asked.loaded_at
    from asked
    inner join responses
        on asked.source = responses.source and asked.token = responses.token
    left join forms
        on asked.source = forms.source and coalesce(asked.field_form_id, responses.form_id) = forms.id
    left join consents
        on asked.source = consents.source and asked.token = consents.token
    where
        asked.type not in ('email', 'phone_number')
        and asked.question_type not in ('legal', 'contact_info')
        and lower(asked.question_ref) not like '%consent%'
        and asked.question_ref not in ('name', 'full_name', 'first_name', 'last_name')
)

select * from final
