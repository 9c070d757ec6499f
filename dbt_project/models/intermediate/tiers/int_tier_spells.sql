with

booked as (
    select customer_number, {{ local_date('first_paid_at') }} as first_paid_date
    from {{ ref('int_customer_booked') }}
),

compared as (
    select
        *,
        lag(value_tier) over (partition by customer_number order by month_number asc nulls last) as tier_before
    from {{ ref('int_tier_replay') }}
    where not is_preview
),

spells as (
    select
        *,
        lead(month_number) over (partition by customer_number order by month_number asc nulls last) as next_month_number
    from compared
    where tier_before is null or tier_before <> value_tier
),

final as (
    select
        spells.customer_number,
        spells.value_tier,
        {{ month_of_number('spells.month_number') }} as valid_from,
        {{ month_of_number('spells.next_month_number') }} as valid_to,
        case
            when value_tier = 'prospect' then 'has never paid'
            when value_tier = 'beneficiary' then 'reads on what another pays'
            when value_tier = 'dormant'
                then 'nothing earned in 12 months; first paid on ' || cast(booked.first_paid_date as varchar(10))
            when value_tier = 'new' then 'first paid on ' || cast(booked.first_paid_date as varchar(10))
            else 'contribution of 12 months ' || {{ cents_text('contribution_12m') }}
                || coalesce('; core from ' || {{ cents_text('core_threshold') }}, '')
                || coalesce(', ideal from ' || {{ cents_text('ideal_threshold') }}, '')
                || coalesce('; ' || {{ what_held_the_tier() }}, '')
        end as reason
    from spells
    left join booked on spells.customer_number = booked.customer_number
)

select * from final
