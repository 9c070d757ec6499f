with

customers as (
    select customer_number, customer_kind from {{ ref('int_customers') }}
),

spells as (
    select * from {{ ref('int_tier_spells') }}
    where valid_to is null
),

previews as (
    select customer_number, value_tier from {{ ref('int_tier_replay') }}
    where is_preview
),

final as (
    select
        customers.customer_number,
        customers.customer_kind,
        spells.value_tier,
        spells.valid_from as value_tier_since,
        spells.reason,
        previews.value_tier as value_tier_preview
    from customers
    left join spells on customers.customer_number = spells.customer_number
    left join previews on customers.customer_number = previews.customer_number
)

select * from final
