with

compared as (
    select
        *,
        lag(value_tier) over (partition by customer_id order by month_number asc nulls last) as tier_before
    from {{ ref('int_tier_replay') }}
    where not is_preview
),

final as (
    select
        customer_id,
        value_tier,
        tier_date as valid_from,
        lead(tier_date) over (partition by customer_id order by month_number asc nulls last) as valid_to,
        case
            when value_tier = 'prospect' then 'has never paid'
            when value_tier = 'beneficiary' then 'reads on what another pays'
            when value_tier = 'dormant'
                then 'nothing earned in 12 months; first paid on ' || cast(first_paid_date as varchar(10))
            when value_tier = 'new' then 'first paid on ' || cast(first_paid_date as varchar(10))
            else 'contribution of 12 months ' || {{ cents_text('contribution_12m') }}
                || coalesce('; core from ' || {{ cents_text('core_threshold') }}, '')
                || coalesce(', ideal from ' || {{ cents_text('ideal_threshold') }}, '')
                || coalesce('; ' || {{ what_held_the_tier() }}, '')
        end as reason
    from compared
    where tier_before is null or tier_before <> value_tier
)

select * from final
