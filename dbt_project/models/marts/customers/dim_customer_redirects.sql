with

redirects as (
    select * from {{ ref('stg_identity__redirects') }}
),

final as (
    select
        customer_id,
        living_customer_id,
        since,
        until
    from redirects
)

select * from final
