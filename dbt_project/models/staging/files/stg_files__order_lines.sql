with

current_rows as (
    {{ current_rows(source('raw_files', 'order_lines')) }}
)

select * from current_rows
