with

current_rows as (
    {{ current_rows(source('raw_files', 'newsletter_memberships')) }}
)

select * from current_rows
