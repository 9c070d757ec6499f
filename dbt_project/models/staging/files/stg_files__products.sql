with

current_rows as (
    {{ current_rows(source('raw_files', 'products')) }}
)

select * from current_rows
