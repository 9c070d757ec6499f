with

current_rows as (
    {{ current_rows(source('raw_files', 'campaign_costs')) }}
)

select * from current_rows
