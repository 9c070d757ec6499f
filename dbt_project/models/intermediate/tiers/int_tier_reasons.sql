with

tiers as (
    select * from {{ ref('int_customer_tiers') }}
    where value_tier in ('ideal', 'core', 'potential', 'problem')
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
    inner join customer_value on tiers.customer_number = customer_value.customer_number
),

medians as (
    select
        value_tier,
        customer_kind,
        {{ driver_medians() }}
    from ranked
    group by value_tier, customer_kind
),

compared as (
    select
        ranked.*,
        {{ driver_distances('ranked', 'medians') }}
    from ranked
    inner join medians
        on ranked.value_tier = medians.value_tier
        and ranked.customer_kind = medians.customer_kind
),

measured as (
    select
        *,
        {{ furthest() }} as first_distance
    from compared
),

first_placed as (
    select
        *,
        {{ driver_at('first_distance') }} as first_driver
    from measured
),

remeasured as (
    select
        *,
        {{ furthest(but_for='first_driver') }} as second_distance
    from first_placed
),

second_placed as (
    select
        *,
        {{ driver_at('second_distance', but_for='first_driver') }} as second_driver
    from remeasured
),

final as (
    select
        customer_number,
        {{ driver_text('first_driver') }} || coalesce('; ' || {{ driver_text('second_driver') }}, '') as largest_drivers
    from second_placed
    where first_driver is not null
)

select * from final
