with

stages as (
    select
        *,
        lag(lifecycle_stage) over (partition by customer_id order by month_number asc nulls last) as stage_before
    from {{ ref('int_stage_replay') }}
),

final as (
    select
        customer_id,
        stage_date as changed_on,
        stage_before as from_stage,
        lifecycle_stage as to_stage
    from stages
    where stage_before is null or stage_before <> lifecycle_stage
)

select * from final
