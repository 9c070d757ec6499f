with

customers as (
    select * from {{ ref('stg_identity__customers') }}
),

final as (
    select
        customer_id,
        cast(row_number() over (order by customer_id asc nulls last) as integer) as customer_number
    from customers
)

select * from final
