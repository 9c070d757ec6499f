with

customers as (
    select customer_id, customer_number from {{ ref('int_customers') }}
),

spells as (
    select * from {{ ref('int_tier_spells') }}
),

final as (
    select
        customers.customer_id,
        spells.value_tier,
        spells.valid_from,
        spells.valid_to,
        spells.reason
    from spells
    inner join customers on spells.customer_number = customers.customer_number
)

select * from final
