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
        case
            when value_tier = 'prospect' then 'has never paid'
            when value_tier = 'beneficiary' then 'reads on what another pays'
            when value_tier = 'dormant' then 'nothing earned in 12 months; first paid on ' || cast(first_paid_date as varchar(10))
            when value_tier = 'new' then 'first paid on ' || cast(first_paid_date as varchar(10))
            else
                'contribution of 12 months ' || cast(cast(contribution_12m as decimal(18, 2)) as varchar(30))
                || coalesce('; core from ' || cast(cast(core_threshold as decimal(18, 2)) as varchar(30)), '')
                || coalesce(', ideal from ' || cast(cast(ideal_threshold as decimal(18, 2)) as varchar(30)), '')
        end as reason
    from spells
)

select * from final
