with

current_rows as (
    {{ current_rows(source('raw_files', 'subscription_seats')) }}
)

select * from current_rows
