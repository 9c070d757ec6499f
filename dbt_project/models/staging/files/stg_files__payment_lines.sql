with

current_rows as (
    {{ current_rows(source('raw_files', 'payment_lines')) }}
)

select * from current_rows
