with

ranked as (
    select * from {{ ref('int_tier_measures') }}
    where tier_state = 'ranked'
),

thresholds as (
    select * from {{ ref('int_tier_thresholds') }}
),

final as (
    select distinct ranked.customer_number
    from ranked
    inner join thresholds
        on ranked.month_number = thresholds.month_number
        and ranked.customer_kind = thresholds.customer_kind
    where ranked.contribution_12m >= thresholds.ideal_threshold
)

select * from final
