{{ union_entity([
    ref('stg_files__survey_answers'),
    ref('stg_typeform__survey_answers')
]) }}
