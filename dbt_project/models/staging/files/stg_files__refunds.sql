with

current_rows as (
    {{ current_rows(source('raw_files', 'refunds')) }}
)

select * from current_rows
