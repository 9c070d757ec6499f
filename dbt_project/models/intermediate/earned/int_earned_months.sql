{{ config(materialized='view') }}

with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where service_end_at is not null
),

served as (
    {{ served_periods('entries') }}
),

numbered as (
    select
        {{ earned_entry_columns() }},
        unearned_amount is not null as is_part,
        issues,
        service_start,
        service_start < agreed_start as is_unserved,
        calendar_days,
        pause_from,
        pause_days,
        total_days,
        total_units,
        spread_amount,
        spread_reporting_amount,
        {{ month_number('service_start') }} as first_month,
        {{ month_number(add_days('service_start', 'calendar_days - 1')) }} as last_month
    from served
    where is_spread
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
        cast(first_month + month_offset as integer) as month_number,
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
        {{ service_units('from_day', 'total_days', 'issues') }} as from_units,
        case
            when to_calendar_day >= calendar_days then total_units
            else {{ service_units('to_day', 'total_days', 'issues') }}
        end as to_units
    from cut
),

earned as (
    select
        *,
        spread_amount = spread_reporting_amount as is_alike,
        {{ earned_by('spread_reporting_amount', 'from_units', 'total_units') }} as reporting_amount_before,
        {{ earned_by('spread_reporting_amount', 'to_units', 'total_units') }} as reporting_amount_until
    from counted
),

-- Most money is booked in the reporting currency: of equal amounts the second is not worked out again.
native as (
    select
        *,
        case
            when is_alike then reporting_amount_before
            else {{ earned_by('spread_amount', 'from_units', 'total_units') }}
        end as amount_before,
        case
            when is_alike then reporting_amount_until
            else {{ earned_by('spread_amount', 'to_units', 'total_units') }}
        end as amount_until
    from earned
),

months_earned as (
    select
        *,
        {{ money('amount_until - amount_before') }} as amount,
        {{ money('reporting_amount_until - reporting_amount_before') }} as reporting_amount
    from native
),

final as (
    select
        {{ earned_entry_columns() }},
        is_part,
        is_unserved,
        service_start,
        pause_from,
        pause_days,
        month_number,
        earned_month,
        from_day,
        to_calendar_day,
        amount,
        reporting_amount,
        {{ money(earned_before(window_start(0), 'amount')) }} as earned_amount,
        {{ money(earned_before(window_start(0), 'reporting_amount')) }} as earned_reporting_amount
    from months_earned
)

select * from final
