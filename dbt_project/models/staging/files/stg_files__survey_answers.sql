with

current_rows as (
    {{ current_rows(source('raw_files', 'survey_answers')) }}
)

select * from current_rows
