with

tiers as (
    select * from {{ ref('int_customer_tiers') }}
),

customer_value as (
    select * from {{ ref('int_customer_value') }}
),

ranked as (
    select
        tiers.value_tier,
        tiers.customer_kind,
        customer_value.*
    from tiers
    inner join customer_value
        on tiers.customer_id = customer_value.customer_id
    where tiers.value_tier in ('ideal', 'core', 'potential', 'problem')
),

drivers as (
    {{ value_drivers('ranked') }}
),

medians as (
    select
        value_tier,
        customer_kind,
        driver,
        percentile_disc(0.5) within group (order by amount asc nulls last) as median_amount
    from drivers
    group by value_tier, customer_kind, driver
),

placed as (
    select
        drivers.customer_id,
        drivers.driver,
        drivers.amount,
        medians.median_amount,
        row_number() over (
            partition by drivers.customer_id
            order by abs(drivers.amount - medians.median_amount) desc nulls last, drivers.driver asc nulls last
        ) as place
    from drivers
    inner join medians
        on drivers.value_tier = medians.value_tier
        and drivers.customer_kind = medians.customer_kind
        and drivers.driver = medians.driver
),

final as (
    select
        customer_id,
        {{ string_list(
            "driver || ' ' || " ~ cents_text('amount') ~ " || ' (tier median ' || " ~ cents_text('median_amount') ~ " || ')'",
            '; ', 'place'
        ) }} as largest_drivers
    from placed
    where place <= 2 and amount <> median_amount
    group by customer_id
)

select * from final
