with

current_rows as (
    {{ current_rows(source('raw_files', 'consents')) }}
),

-- A purpose is any word; Marketing and marketing are one, or else an opt-out of the one would leave the other.
final as (
    select
        {{ other_columns(source('raw_files', 'consents'), ['purpose']) }},
        lower(trim(purpose)) as purpose
    from current_rows
)

select * from final
