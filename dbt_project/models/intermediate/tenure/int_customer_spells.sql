with

intervals as (
    select * from {{ ref('int_customer_intervals') }}
),

reaching as (
    select
        *,
        {{ add_days('end_at', 'slack_days') }} as slack_end_at,
        max({{ add_days('end_at', 'slack_days') }}) over (
            partition by customer_id, spell_kind
            order by start_at asc nulls last, end_at asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from intervals
    where end_at >= start_at
),

numbered as (
    select
        *,
        sum(case when start_at <= reached_at then 0 else 1 end) over (
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
        max(slack_end_at) as lapses_at,
        row_number() over (partition by customer_id, spell_kind order by spell_number desc nulls last) = 1 as is_last
    from numbered
    group by customer_id, spell_kind, spell_number
)

select * from final
