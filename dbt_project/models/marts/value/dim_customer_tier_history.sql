with

spells as (
    select * from {{ ref('int_tier_spells') }}
),

final as (
    select
        customer_id,
        value_tier,
        valid_from,
        valid_to,
        reason
    from spells
)

select * from final
