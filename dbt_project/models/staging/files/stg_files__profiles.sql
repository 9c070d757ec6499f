with

current_rows as (
    {{ current_rows(source('raw_files', 'profiles')) }}
)

select * from current_rows
