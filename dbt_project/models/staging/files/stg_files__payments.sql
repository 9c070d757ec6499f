with

current_rows as (
    {{ current_rows(source('raw_files', 'payments')) }}
)

select * from current_rows
