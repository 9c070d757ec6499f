with

ranked as (
    select
        month_number,
        is_organisation,
        contribution_12m,
        cast(contribution_12m as bigint) as step
    from {{ ref('int_tier_measures') }}
),

-- A threshold lies in one step of about one unit of money: only that step is looked at contribution by contribution.
steps as (
    select
        month_number,
        is_organisation,
        step,
        sum(greatest(contribution_12m, 0)) as step_amount
    from ranked
    group by month_number, is_organisation, step
),

shares as (
    select
        month_number,
        is_organisation,
        step,
        coalesce(sum(step_amount) over (
            partition by month_number, is_organisation
            order by step desc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as amount_above,
        sum(step_amount) over (partition by month_number, is_organisation) as total_amount
    from steps
),

-- The lowest step with a contribution that belongs to the best half, or the best four fifths.
reached as (
    select
        month_number,
        is_organisation,
        min(case when amount_above < total_amount * {{ var('tier_ideal_share', 0.5) }} then step end) as ideal_step,
        min(case when amount_above < total_amount * {{ var('tier_core_share', 0.8) }} then step end) as core_step
    from shares
    group by month_number, is_organisation
),

-- Equal contribution is one rung, so that equals always share a tier.
rungs as (
    select
        ranked.month_number,
        ranked.is_organisation,
        ranked.step,
        ranked.contribution_12m,
        sum(ranked.contribution_12m) as rung_amount
    from ranked
    inner join reached
        on ranked.month_number = reached.month_number
        and ranked.is_organisation = reached.is_organisation
        and (ranked.step = reached.ideal_step or ranked.step = reached.core_step)
    where ranked.contribution_12m > 0
    group by ranked.month_number, ranked.is_organisation, ranked.step, ranked.contribution_12m
),

placed as (
    select
        rungs.month_number,
        rungs.is_organisation,
        rungs.contribution_12m,
        shares.total_amount,
        shares.amount_above + coalesce(sum(rungs.rung_amount) over (
            partition by rungs.month_number, rungs.is_organisation, rungs.step
            order by rungs.contribution_12m desc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as amount_above
    from rungs
    inner join shares
        on rungs.month_number = shares.month_number
        and rungs.is_organisation = shares.is_organisation
        and rungs.step = shares.step
),

final as (
    select
        reached.month_number,
        reached.is_organisation,
        case when reached.is_organisation then 'organisation' else 'person' end as customer_kind,
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
        and reached.is_organisation = placed.is_organisation
    group by reached.month_number, reached.is_organisation
)

select * from final
