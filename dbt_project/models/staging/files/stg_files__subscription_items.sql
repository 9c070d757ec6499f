with

current_rows as (
    {{ current_rows(source('raw_files', 'subscription_items')) }}
)

select * from current_rows
