with

current_rows as (
    {{ current_rows(source('raw_files', 'referrals')) }}
)

select * from current_rows
