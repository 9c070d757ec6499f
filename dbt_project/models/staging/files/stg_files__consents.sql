with

current_rows as (
    {{ current_rows(source('raw_files', 'consents')) }}
)

select * from current_rows
