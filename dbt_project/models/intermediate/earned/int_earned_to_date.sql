{{ config(materialized='view') }}

with

entries as (
    select * from {{ ref('int_ledger_entries') }}
),

periods as (
    {{ served_periods('entries') }}
),

counted as (
    select
        *,
        case when entry_type = 'list_price' and reporting_amount is not null then coalesce(quantity, 1) end as copies,
        case when is_spread then {{ units_before(window_start(0)) }} end as units_by_now,
        case when is_spread then {{ units_before(window_start(12)) }} end as units_12m,
        case when is_spread then {{ units_before(window_start(24)) }} end as units_24m
    from periods
),

-- What has no period is earned, as one unit a piece, on the day it is booked.
final as (
    select
        entry_id,
        source,
        profile_record_id,
        entry_type,
        product_id,
        product_line,
        title,
        refund_id,
        is_donation,
        is_memo,
        is_undiscounted,
        occurred_at,
        occurred_date,
        currency,
        net_line_amount,
        reporting_amount,
        {{ earned_to_date('units_by_now', window_start(0)) }} as earned_reporting_amount,
        {{ earned_to_date('units_12m', window_start(12)) }} as earned_before_12m,
        {{ earned_to_date('units_24m', window_start(24)) }} as earned_before_24m,
        case
            when is_spread then copies * (units_12m - units_24m)
            when occurred_date >= {{ window_start(24) }} and occurred_date < {{ window_start(12) }} then copies
        end as units_before,
        case
            when is_spread then copies * (units_by_now - units_12m)
            when occurred_date >= {{ window_start(12) }} then copies
        end as units_now,
        case
            when copies is null then null
            when not is_spread then 'piece'
            when issues is null then 'day'
            else 'issue'
        end as unit
    from counted
)

select * from final
