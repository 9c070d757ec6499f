with

current_rows as (
    {{ current_rows(source('raw_files', 'social_interactions')) }}
)

select * from current_rows
