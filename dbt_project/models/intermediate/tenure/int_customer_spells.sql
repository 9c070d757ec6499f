with

intervals as (
    select * from {{ ref('int_customer_intervals') }}
),

-- On the clock of the reporting time zone, to which each time is moved once.
local_intervals as (
    select
        *,
        {{ local_date('start_at') }} as start_date,
        {{ add_days(local_time('end_at'), 'slack_days') }} as slack_end_time
    from intervals
    where end_at >= start_at
),

reaching as (
    select
        *,
        max(slack_end_time) over (
            partition by customer_id, spell_kind
            order by start_at asc nulls last, end_at asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached_time
    from local_intervals
),

numbered as (
    select
        *,
        sum(case when start_date <= cast(reached_time as date) then 0 else 1 end) over (
            partition by customer_id, spell_kind
            order by start_at asc nulls last, end_at asc nulls last
            rows between unbounded preceding and current row
        ) as spell_number
    from reaching
),

final as (
    select
        customer_id,
        spell_kind,
        spell_number,
        min(start_at) as started_at,
        max(end_at) as ended_at,
        {{ utc_time('max(slack_end_time)') }} as lapses_at,
        row_number() over (partition by customer_id, spell_kind order by spell_number desc nulls last) = 1 as is_last
    from numbered
    group by customer_id, spell_kind, spell_number
)

select * from final
