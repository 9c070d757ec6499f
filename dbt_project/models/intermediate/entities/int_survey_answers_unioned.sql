{{ union_entity([
    ref('stg_files__survey_answers')
]) }}
