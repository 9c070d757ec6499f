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

-- What has no period is of one day: the day it was booked.
dated as (
    select
        *,
        case
            when {{ local_date('service_end_at') }} > {{ local_date('service_start_at') }}
                then {{ local_date('service_start_at') }}
            else occurred_date
        end as first_day,
        case
            when {{ local_date('service_end_at') }} > {{ local_date('service_start_at') }}
                then {{ local_date('service_end_at') }}
            else cast({{ add_days('occurred_date', 1) }} as date)
        end as next_day
    from entries
),

counted as (
    select
        *,
        case when entry_type = 'list_price' then coalesce(quantity, 1) else 0 end
        * greatest({{ days_between(
            'greatest(first_day, ' ~ window_start(24) ~ ')', 'least(next_day, ' ~ window_start(12) ~ ')'
        ) }}, 0) as units_before,
        case when entry_type = 'list_price' then coalesce(quantity, 1) else 0 end
        * greatest({{ days_between(
            'greatest(first_day, ' ~ window_start(12) ~ ')', 'least(next_day, ' ~ window_start(0) ~ ')'
        ) }}, 0) as units_now
    from dated
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
