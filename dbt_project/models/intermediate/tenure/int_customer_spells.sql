with

intervals as (
    select * from {{ ref('int_customer_intervals') }}
),

-- On the clock of the reporting time zone, to which each time is moved once.
local_intervals as (
    select
        *,
        {{ local_date('start_at') }} as start_date,
        {{ add_days(local_time('end_at'), 'slack_days') }} as end_with_slack
    from intervals
    where end_at >= start_at
),

reaching as (
    select
        *,
        max(end_at) over all_before as reached_at,
        max(end_with_slack) over all_before as reached_with_slack,
        max(end_at) over all_of_them as last_end_at,
        max(end_with_slack) over all_of_them as last_with_slack
    from local_intervals
    window
        all_before as (
            partition by customer_number, spell_kind
            order by start_at asc nulls last, end_at asc nulls last
            rows between unbounded preceding and 1 preceding
        ),
        all_of_them as (
            partition by customer_number, spell_kind
            order by start_at asc nulls last, end_at asc nulls last
            rows between unbounded preceding and unbounded following
        )
),

-- A spell begins where nothing before it reaches, and has ended where the one before the next had reached to.
beginnings as (
    select * from reaching
    where reached_with_slack is null or start_date > cast(reached_with_slack as date)
),

final as (
    select
        customer_number,
        spell_kind,
        row_number() over spells as spell_number,
        start_at as started_at,
        coalesce(lead(reached_at) over spells, last_end_at) as ended_at,
        {{ utc_time('coalesce(lead(reached_with_slack) over spells, last_with_slack)') }} as lapses_at,
        lead(start_at) over spells is null as is_last
    from beginnings
    window spells as (
        partition by customer_number, spell_kind
        order by start_at asc nulls last, end_at asc nulls last
    )
)

select * from final
