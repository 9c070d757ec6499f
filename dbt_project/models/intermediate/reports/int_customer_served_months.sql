{{ config(materialized='view') }}

-- Days of service, not issues that came out: who has paid for four issues a year is served in all twelve months.
with

entries as (
    select entry_id from {{ ref('int_ledger_entries') }}
    where entry_type = 'list_price' and net_line_amount > 0
),

months as (
    select
        *,
        least(to_calendar_day, {{ days_between('service_start', window_start(0)) }}) as until_calendar_day
    from {{ ref('int_earned_months') }}
    where earned_month <= {{ as_of_date() }}
),

cut as (
    select
        *,
        {{ served_days('until_calendar_day') }} as until_day
    from months
),

final as (
    select distinct
        customer_records.customer_id,
        {{ month_number('cut.earned_month') }} as month_number
    from cut
    inner join entries on cut.entry_id = entries.entry_id
    {{ inner_join_customers('cut') }}
    where cut.until_day > cut.from_day and not coalesce(cut.is_unserved, false)
)

select * from final
