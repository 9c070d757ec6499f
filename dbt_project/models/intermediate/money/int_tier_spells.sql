with

replay as (
    select * from {{ ref('int_tier_replay') }}
    where not is_preview
),

compared as (
    select
        *,
        lag(value_tier) over (partition by customer_id order by month_number asc nulls last) as tier_before
    from replay
),

final as (
    select
        customer_id,
        value_tier,
        tier_before,
        tier_date as valid_from,
        lead(tier_date) over (partition by customer_id order by month_number asc nulls last) as valid_to,
        first_paid_date,
        contribution_12m,
        ideal_threshold,
        core_threshold
    from compared
    where tier_before is null or tier_before <> value_tier
)

select * from final
