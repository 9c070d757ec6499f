with

product_lines as (
    select distinct product_line from {{ ref('int_ledger_entries') }}
    where entry_type = 'list_price' and product_line is not null
),

final as (
    select
        product_line,
        cast(row_number() over (order by product_line asc nulls last) as integer) as line_number
    from product_lines
)

select * from final
