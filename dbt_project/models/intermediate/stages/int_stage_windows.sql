{{ config(materialized='view') }}

with

timeline as (
    select customer_number, month_number, movement, started_at, ends_at, step from {{ ref('int_stage_movements') }}
    union all
    select customer_number, month_number, 'month_end', null, null, 0 from {{ ref('int_stage_points') }}
),

sorted as (
    select
        customer_number,
        month_number,
        movement,
        started_at,
        case when movement = 'custom' then step end as custom_spell_number,
        case when movement = 'custom' then started_at end as custom_started_at,
        case when movement = 'custom' then ends_at end as lapses_at,
        case when movement = 'service' then started_at end as service_started_at,
        case when movement = 'service' then ends_at end as service_lapses_at,
        case when movement = 'term' then started_at end as first_term_at,
        case when movement = 'renewal' then started_at end as first_renewal_at,
        case when movement = 'standing_renewal' then started_at end as first_standing_renewal_at,
        case when movement in ('order', 'payment') then started_at end as bought_at,
        case when movement = 'order' then started_at end as ordered_at,
        case when movement = 'order' then step else 0 end as orders,
        case when movement = 'trial' then step else 0 end as trial_step,
        case when movement = 'given' then step else 0 end as given_step
    from timeline
),

-- Spells follow each other: the latest start, number and lapse are those of the spell a month-end stands in or after.
summed as (
    select
        customer_number,
        month_number,
        movement,
        max(custom_spell_number) over all_before as custom_spell_number,
        max(custom_started_at) over all_before as custom_started_at,
        max(lapses_at) over all_before as lapses_at,
        max(service_started_at) over all_before as service_started_at,
        max(service_lapses_at) over all_before as service_lapses_at,
        min(first_term_at) over all_before as first_term_at,
        min(first_renewal_at) over all_before as first_renewal_at,
        min(first_standing_renewal_at) over all_before as first_standing_renewal_at,
        min(bought_at) over all_before as first_bought_at,
        max(ordered_at) over all_before as last_order_at,
        sum(orders) over all_before as order_count,
        case when sum(orders) over year_before > 0 then 1 else 0 end
        + case when sum(orders) over second_year > 0 then 1 else 0 end
        + case when sum(orders) over third_year > 0 then 1 else 0 end as years_with_orders,
        coalesce(sum(trial_step) over all_before, 0) > 0 as has_trial,
        coalesce(sum(given_step) over all_before, 0) > 0 as has_given_access
    from sorted
    window
        all_before as (
            partition by customer_number
            order by month_number asc nulls last
            range between unbounded preceding and 1 preceding
        ),
        year_before as (
            partition by customer_number
            order by month_number asc nulls last
            range between 12 preceding and 1 preceding
        ),
        second_year as (
            partition by customer_number
            order by month_number asc nulls last
            range between 24 preceding and 13 preceding
        ),
        third_year as (
            partition by customer_number
            order by month_number asc nulls last
            range between 36 preceding and 25 preceding
        )
),

final as (
    select * from summed
    where movement = 'month_end'
)

select * from final
