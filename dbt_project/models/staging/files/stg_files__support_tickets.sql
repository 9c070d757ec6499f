with

current_rows as (
    {{ current_rows(source('raw_files', 'support_tickets')) }}
)

select * from current_rows
