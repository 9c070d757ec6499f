with

current_rows as (
    {{ current_rows(source('raw_files', 'newsletter_events')) }}
)

select * from current_rows
