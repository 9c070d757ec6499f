with

measures as (
    select * from {{ ref('int_tier_measures') }}
),

states as (
    select * from {{ ref('int_tier_states') }}
),

thresholds as (
    select * from {{ ref('int_tier_thresholds') }}
),

kinds as (
    select * from {{ ref('int_tier_kinds') }}
),

-- Per threshold: 1 above its band, 0 below it, nothing inside it.
signals as (
    select
        measures.*,
        {{ band_signal('measures.contribution_12m', 'thresholds.ideal_threshold') }} as ideal_signal,
        {{ band_signal('measures.contribution_12m', 'thresholds.core_threshold') }} as core_signal,
        case when measures.contribution_12m >= 0 then 1 else 0 end as profit_signal,
        case when kinds.is_ideal_kind then 1 else 0 end as kind_signal
    from measures
    left join thresholds
        on measures.month_number = thresholds.month_number
        and measures.is_organisation = thresholds.is_organisation
    left join kinds
        on measures.customer_number = kinds.customer_number
        and measures.month_number = kinds.month_number
),

-- A ranked customer is looked at in every month, so one ranked run has no gap, and a gap begins another.
compared as (
    select
        *,
        coalesce(month_number - lag(month_number) over timeline = 1, false) as is_later,
        lag(ideal_signal) over timeline as ideal_signal_before,
        lag(core_signal) over timeline as core_signal_before,
        lag(profit_signal) over timeline as profit_signal_before,
        lag(kind_signal) over timeline as kind_signal_before,
        lag(ideal_signal, 2) over timeline as ideal_signal_earlier,
        lag(core_signal, 2) over timeline as core_signal_earlier,
        lag(profit_signal, 2) over timeline as profit_signal_earlier,
        lag(kind_signal, 2) over timeline as kind_signal_earlier
    from signals
    window timeline as (partition by customer_number order by month_number asc nulls last)
),

-- The month-ends at which something is decided that was not decided before, and as_of, which is asked for. A signal
-- that stands at the first two of a run was decided at the first.
turning_points as (
    select
        compared.*,
        thresholds.ideal_threshold,
        thresholds.core_threshold
    from compared
    left join thresholds
        on compared.month_number = thresholds.month_number
        and compared.is_organisation = thresholds.is_organisation
    where
        compared.is_preview
        or not compared.is_later
        or {{ is_confirmed('ideal_signal') }}
        or {{ is_confirmed('core_signal') }}
        or {{ is_confirmed('profit_signal') }}
        or {{ is_confirmed('kind_signal') }}
),

-- At the start of a ranked run the plain thresholds decide; later only a signal that stands at two month-ends running.
decisions as (
    select
        *,
        {{ held_signal('ideal_signal', 'contribution_12m >= ideal_threshold') }} as ideal_decision,
        {{ held_signal('core_signal', 'contribution_12m >= core_threshold') }} as core_decision,
        {{ held_signal('profit_signal', 'contribution_12m >= 0') }} as profit_decision,
        {{ held_signal('kind_signal', 'kind_signal = 1') }} as kind_decision
    from turning_points
),

-- What was decided last holds; every start decides all four, so nothing is carried from one run into the next.
flags as (
    select
        *,
        {{ last_known('ideal_decision', 'so_far') }} as ideal_flag,
        {{ last_known('core_decision', 'so_far') }} as core_flag,
        {{ last_known('profit_decision', 'so_far') }} as profit_flag,
        {{ last_known('kind_decision', 'so_far') }} as kind_flag
    from decisions
    window so_far as (
        partition by customer_number
        order by month_number asc nulls last
        rows between unbounded preceding and current row
    )
),

final as (
    select
        customer_number,
        month_number,
        is_preview,
        contribution_12m,
        ideal_threshold,
        core_threshold,
        kind_signal = 1 as is_ideal_kind,
        ideal_flag,
        case
            when profit_flag = 0 then 'problem'
            when ideal_flag + core_flag + kind_flag = 3 then 'ideal'
            when core_flag = 1 then 'core'
            else 'potential'
        end as value_tier
    from flags
    union all
    select
        customer_number,
        month_number,
        is_preview,
        null as contribution_12m,
        null as ideal_threshold,
        null as core_threshold,
        null as is_ideal_kind,
        null as ideal_flag,
        tier_state as value_tier
    from states
)

select * from final
