with

current_rows as (
    {{ current_rows(source('raw_files', 'aggregate_sales')) }}
)

select * from current_rows
