with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where service_end_at is not null
),

-- Of a refund only what takes back money not yet earned has a period; the rest counts on its day.
served as (
    select
        {{ earned_entry_columns() }},
        unearned_amount is not null as is_part,
        -- of no issues nothing is known: then days count
        nullif(issue_count, 0) as issue_count,
        {{ local_date('service_start_at') }} as service_start,
        {{ days_between(local_date('service_start_at'), local_date('service_end_at')) }} as calendar_days,
        {{ paused_days(local_date('service_start_at'), local_date('service_end_at')) }} as paused_days,
        coalesce(greatest({{ days_between(
            local_date('service_start_at'), local_date('coalesce(pause_start_at, service_start_at)')
        ) }}, 0), 0) as pause_from,
        coalesce(unearned_amount, amount) as spread_amount,
        case
            when unearned_amount is null then reporting_amount else reporting_unearned_amount
        end as spread_reporting_amount
    from entries
),

-- A pause of the whole period leaves no day to earn anything on: then it counts as none.
unpaused as (
    select
        *,
        case when paused_days < calendar_days then paused_days else 0 end as pause_days,
        calendar_days - case when paused_days < calendar_days then paused_days else 0 end as total_days
    from served
),

numbered as (
    select
        *,
        coalesce(issue_count, total_days) as total_units,
        {{ month_number('service_start') }} as first_month,
        {{ month_number(add_days('service_start', 'calendar_days - 1')) }} as last_month
    from unpaused
    where calendar_days > 0
),

offsets as (
    select
        *,
        {{ each_below('last_month - first_month + 1') }} as month_offset
    from numbered
),

months as (
    select
        *,
        {{ month_of_number('first_month + month_offset') }} as earned_month,
        {{ month_of_number('first_month + month_offset + 1') }} as next_month
    from offsets
),

placed as (
    select
        *,
        greatest({{ days_between('service_start', 'earned_month') }}, 0) as from_calendar_day,
        least({{ days_between('service_start', 'next_month') }}, calendar_days) as to_calendar_day
    from months
),

cut as (
    select
        *,
        {{ served_days('from_calendar_day') }} as from_day,
        {{ served_days('to_calendar_day') }} as to_day
    from placed
),

counted as (
    select
        *,
        {{ service_units('from_day', 'total_days', 'issue_count') }} as from_units,
        {{ service_units('to_day', 'total_days', 'issue_count') }} as to_units
    from cut
),

earned as (
    select
        *,
        {{ earned_by('spread_amount', 'from_units', 'total_units') }} as amount_before,
        {{ earned_by('spread_reporting_amount', 'from_units', 'total_units') }} as reporting_amount_before,
        {{ earned_by('spread_amount', 'to_units', 'total_units') }} as amount_until,
        {{ earned_by('spread_reporting_amount', 'to_units', 'total_units') }} as reporting_amount_until
    from counted
),

final as (
    select
        *,
        {{ money('amount_until - amount_before') }} as amount,
        {{ money('reporting_amount_until - reporting_amount_before') }} as reporting_amount
    from earned
)

select * from final
