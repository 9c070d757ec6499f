with

ranked as (
    select * from {{ ref('int_tier_measures') }}
    where tier_state = 'ranked'
),

-- Equal contribution is one step, so that equals always share a tier.
steps as (
    select
        month_number,
        customer_kind,
        contribution_12m,
        sum(greatest(contribution_12m, 0)) as step_amount
    from ranked
    group by month_number, customer_kind, contribution_12m
),

shares as (
    select
        month_number,
        customer_kind,
        contribution_12m,
        coalesce(sum(step_amount) over (
            partition by month_number, customer_kind
            order by contribution_12m desc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as amount_above,
        sum(step_amount) over (partition by month_number, customer_kind) as total_amount
    from steps
),

final as (
    select
        month_number,
        customer_kind,
        min(case
            when amount_above < total_amount * {{ var('tier_ideal_share', 0.5) }} then contribution_12m
        end) as ideal_threshold,
        min(case
            when amount_above < total_amount * {{ var('tier_core_share', 0.8) }} then contribution_12m
        end) as core_threshold
    from shares
    group by month_number, customer_kind
)

select * from final
