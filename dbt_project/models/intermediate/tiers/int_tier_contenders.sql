with

ranked as (
    select * from {{ ref('int_tier_measures') }}
),

thresholds as (
    select * from {{ ref('int_tier_thresholds') }}
),

earned as (
    select * from {{ ref('int_customer_earned') }}
    where has_paid or priced_amount is not null
),

contenders as (
    select distinct ranked.customer_number
    from ranked
    inner join thresholds
        on ranked.month_number = thresholds.month_number
        and ranked.is_organisation = thresholds.is_organisation
    where ranked.contribution_12m >= thresholds.ideal_threshold
),

final as (
    select
        contenders.customer_number,
        bool_and(coalesce(
            earned.full_price_amount = earned.priced_amount and earned.priced_amount > 0, false
        )) as is_always_full_price
    from contenders
    left join earned on contenders.customer_number = earned.customer_number
    group by contenders.customer_number
)

select * from final
