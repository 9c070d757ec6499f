with

survey_answers as (
    select * from {{ ref('int_survey_answers_unioned') }}
    where answered_at < {{ as_of_instant() }}
),

final as (
    select
        survey_answers.source,
        survey_answers.record_id,
        survey_answers.answer_id,
        survey_answers.response_id,
        survey_answers.profile_record_id,
        customer_records.customer_id,
        survey_answers.survey,
        survey_answers.question,
        survey_answers.theme,
        survey_answers.answer_text,
        survey_answers.answer_number,
        survey_answers.is_consented,
        survey_answers.answered_at,
        survey_answers.updated_at
    from survey_answers
    {{ left_join_customers('survey_answers') }}
)

select * from final
