with

measures as (
    select * from {{ ref('int_tier_measures') }}
),

thresholds as (
    select * from {{ ref('int_tier_thresholds') }}
),

placed as (
    select
        measures.*,
        thresholds.ideal_threshold,
        thresholds.core_threshold,
        case
            when lag(measures.tier_state) over timeline = 'ranked' and measures.tier_state = 'ranked' then 0
            else 1
        end as is_start
    from measures
    left join thresholds
        on measures.month_number = thresholds.month_number
        and measures.customer_kind = thresholds.customer_kind
    window timeline as (partition by measures.customer_id order by measures.month_number asc nulls last)
),

-- Per threshold: 1 above its band, 0 below it, nothing inside it.
signals as (
    select
        *,
        sum(is_start) over (
            partition by customer_id
            order by month_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_number,
        {{ band_signal('contribution_12m', 'ideal_threshold') }} as ideal_signal,
        {{ band_signal('contribution_12m', 'core_threshold') }} as core_signal,
        case when contribution_12m >= 0 then 1 else 0 end as profit_signal,
        case when is_ideal_kind then 1 else 0 end as kind_signal
    from placed
),

-- At the start of a ranked run the plain thresholds decide; later only a signal that stands at two month-ends running.
decisions as (
    select
        *,
        {{ held_signal('ideal_signal', 'contribution_12m >= ideal_threshold') }} as ideal_decision,
        {{ held_signal('core_signal', 'contribution_12m >= core_threshold') }} as core_decision,
        {{ held_signal('profit_signal', 'contribution_12m >= 0') }} as profit_decision,
        {{ held_signal('kind_signal', 'is_ideal_kind') }} as kind_decision
    from signals
    window run as (partition by customer_id, run_number order by month_number asc nulls last)
),

flags as (
    select
        *,
        {{ last_known('ideal_decision') }} as ideal_flag,
        {{ last_known('core_decision') }} as core_flag,
        {{ last_known('profit_decision') }} as profit_flag,
        {{ last_known('kind_decision') }} as kind_flag
    from decisions
),

final as (
    select
        customer_id,
        month_number,
        is_preview,
        tier_date,
        first_paid_date,
        contribution_12m,
        ideal_threshold,
        core_threshold,
        case
            when tier_state <> 'ranked' then tier_state
            when profit_flag = 0 then 'problem'
            when ideal_flag + core_flag + kind_flag = 3 then 'ideal'
            when core_flag = 1 then 'core'
            else 'potential'
        end as value_tier
    from flags
)

select * from final
