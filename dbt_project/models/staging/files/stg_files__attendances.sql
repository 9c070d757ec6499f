with

current_rows as (
    {{ current_rows(source('raw_files', 'attendances')) }}
)

select * from current_rows
