with

customers as (
    select customer_id, customer_kind from {{ ref('int_customers') }}
),

spells as (
    select * from {{ ref('int_tier_spells') }}
    where valid_to is null
),

previews as (
    select customer_id, value_tier from {{ ref('int_tier_replay') }}
    where is_preview
),

final as (
    select
        customers.customer_id,
        customers.customer_kind,
        spells.value_tier,
        spells.valid_from as value_tier_since,
        spells.reason,
        previews.value_tier as value_tier_preview
    from customers
    left join spells on customers.customer_id = spells.customer_id
    left join previews on customers.customer_id = previews.customer_id
)

select * from final
