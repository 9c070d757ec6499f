with

record_customers as (
    select * from {{ ref('stg_identity__record_customers') }}
),

final as (
    select
        source,
        record_id,
        customer_id,
        customer_kind
    from record_customers
    where entity = 'profiles'
)

select * from final
