with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where entry_type in ('list_price', 'discount', 'refund', 'chargeback') and reporting_amount is not null
),

-- What was earned before both years, or is still to be earned, is in neither.
earned as (
    select
        entry_id,
        sum(earned_before_12m - earned_before_24m) as amount_before,
        sum(earned_reporting_amount - earned_before_12m) as amount_now
    from {{ ref('int_earned_entries') }}
    where
        entry_type in ('list_price', 'discount', 'refund', 'chargeback')
        and earned_month >= date_trunc('month', {{ window_start(24) }})
        and earned_month < {{ window_start(0) }}
    group by entry_id
),

-- What has no period is of one day, the day it was booked. A pause of the whole period counts as none, as in earning.
dated as (
    select
        *,
        {{ local_date('service_start_at') }} as first_day,
        {{ days_between(local_date('service_start_at'), local_date('service_end_at')) }} as calendar_days,
        nullif(issue_count, 0) as issues,
        coalesce(greatest({{ days_between(
            local_date('service_start_at'), local_date('coalesce(pause_start_at, service_start_at)')
        ) }}, 0), 0) as pause_from,
        {{ paused_days(local_date('service_start_at'), local_date('service_end_at')) }} as paused_days
    from entries
    where {{ local_date('service_end_at') }} > {{ local_date('service_start_at') }}
    union all
    select *, occurred_date, 1, null, 0, 0
    from entries
    where coalesce({{ local_date('service_end_at') }} <= {{ local_date('service_start_at') }}, true)
),

placed as (
    select
        *,
        case when paused_days < calendar_days then paused_days else 0 end as pause_days,
        least(greatest({{ days_between('first_day', window_start(24)) }}, 0), calendar_days) as days_24m,
        least(greatest({{ days_between('first_day', window_start(12)) }}, 0), calendar_days) as days_12m,
        least(greatest({{ days_between('first_day', window_start(0)) }}, 0), calendar_days) as days_by_now
    from dated
),

-- Units are what earns: days, or the issues that came out, so that the same price for them is the same price.
served as (
    select
        *,
        case when entry_type = 'list_price' then coalesce(quantity, 1) else 0 end as copies,
        {{ service_units(served_days('days_24m'), 'calendar_days - pause_days', 'issues') }} as units_24m,
        {{ service_units(served_days('days_12m'), 'calendar_days - pause_days', 'issues') }} as units_12m,
        {{ service_units(served_days('days_by_now'), 'calendar_days - pause_days', 'issues') }} as units_by_now
    from placed
),

counted as (
    select
        *,
        copies * (units_12m - units_24m) as units_before,
        copies * (units_by_now - units_12m) as units_now
    from served
),

final as (
    select
        customer_records.customer_id,
        counted.product_id,
        counted.product_line,
        counted.title,
        cast(sum(counted.units_before) as decimal(18, 4)) as units_before,
        cast(sum(counted.units_now) as decimal(18, 4)) as units_now,
        {{ earned_of(['list_price'], 'before') }} as list_before,
        {{ earned_of(['list_price'], 'now') }} as list_now,
        {{ earned_of(['discount'], 'before') }} as discount_before,
        {{ earned_of(['discount'], 'now') }} as discount_now,
        {{ earned_of(['refund', 'chargeback'], 'before') }} as refund_before,
        {{ earned_of(['refund', 'chargeback'], 'now') }} as refund_now
    from counted
    left join earned on counted.entry_id = earned.entry_id
    {{ left_join_customers('counted') }}
    group by customer_records.customer_id, counted.product_id, counted.product_line, counted.title
)

select * from final
