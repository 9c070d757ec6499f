with

record_spells as (
    select * from {{ ref('stg_identity__record_spells') }}
),

final as (
    select
        source,
        entity,
        record_id,
        customer_id,
        is_current,
        case when {{ is_plausible('valid_from') }} then valid_from end as valid_from,
        valid_to
    from record_spells
)

select * from final
