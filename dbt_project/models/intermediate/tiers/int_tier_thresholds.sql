with

ranked as (
    select
        month_number,
        customer_kind,
        contribution_12m,
        cast(contribution_12m as bigint) as step
    from {{ ref('int_tier_measures') }}
    where tier_state = 'ranked'
),

-- A threshold lies in one step of about one unit of money: only that step is looked at contribution by contribution.
steps as (
    select
        month_number,
        customer_kind,
        step,
        sum(greatest(contribution_12m, 0)) as step_amount
    from ranked
    group by month_number, customer_kind, step
),

shares as (
    select
        month_number,
        customer_kind,
        step,
        coalesce(sum(step_amount) over (
            partition by month_number, customer_kind
            order by step desc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as amount_above,
        sum(step_amount) over (partition by month_number, customer_kind) as total_amount
    from steps
),

-- The lowest step with a contribution that belongs to the best half, or the best four fifths.
reached as (
    select
        month_number,
        customer_kind,
        min(case when amount_above < total_amount * {{ var('tier_ideal_share', 0.5) }} then step end) as ideal_step,
        min(case when amount_above < total_amount * {{ var('tier_core_share', 0.8) }} then step end) as core_step
    from shares
    group by month_number, customer_kind
),

-- Equal contribution is one rung, so that equals always share a tier.
rungs as (
    select
        ranked.month_number,
        ranked.customer_kind,
        ranked.step,
        ranked.contribution_12m,
        sum(ranked.contribution_12m) as rung_amount
    from ranked
    inner join reached
        on ranked.month_number = reached.month_number
        and ranked.customer_kind = reached.customer_kind
        and (ranked.step = reached.ideal_step or ranked.step = reached.core_step)
    where ranked.contribution_12m > 0
    group by ranked.month_number, ranked.customer_kind, ranked.step, ranked.contribution_12m
),

placed as (
    select
        rungs.month_number,
        rungs.customer_kind,
        rungs.contribution_12m,
        shares.total_amount,
        shares.amount_above + coalesce(sum(rungs.rung_amount) over (
            partition by rungs.month_number, rungs.customer_kind, rungs.step
            order by rungs.contribution_12m desc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as amount_above
    from rungs
    inner join shares
        on rungs.month_number = shares.month_number
        and rungs.customer_kind = shares.customer_kind
        and rungs.step = shares.step
),

final as (
    select
        reached.month_number,
        reached.customer_kind,
        min(case
            when placed.amount_above < placed.total_amount * {{ var('tier_ideal_share', 0.5) }}
                then placed.contribution_12m
        end) as ideal_threshold,
        min(case
            when placed.amount_above < placed.total_amount * {{ var('tier_core_share', 0.8) }}
                then placed.contribution_12m
        end) as core_threshold
    from reached
    left join placed
        on reached.month_number = placed.month_number
        and reached.customer_kind = placed.customer_kind
    group by reached.month_number, reached.customer_kind
)

select * from final
