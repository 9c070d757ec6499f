with

customers as (
    select customer_id, customer_number from {{ ref('int_customers') }}
),

stages as (
    select
        *,
        lag(lifecycle_stage) over (partition by customer_number order by month_number asc nulls last) as stage_before
    from {{ ref('int_stage_replay') }}
),

final as (
    select
        customers.customer_id,
        stages.stage_date as changed_on,
        stages.stage_before as from_stage,
        stages.lifecycle_stage as to_stage
    from stages
    inner join customers on stages.customer_number = customers.customer_number
    where stages.stage_before is null or stages.stage_before <> stages.lifecycle_stage
)

select * from final
