with

entries as (
    select * from {{ ref('int_ledger_entries') }}
),

months as (
    select * from {{ ref('int_earned_months') }}
),

marked as (
    select
        *,
        case
            when service_end_at is null then false
            else {{ local_date('service_end_at') }} > {{ local_date('service_start_at') }}
        end as is_spread
    from entries
),

-- No period, or one that ends on the local day it begins: earned when booked. Of a refund, what its period leaves.
at_once as (
    select
        *,
        cast(date_trunc('month', occurred_date) as date) as earned_month,
        case
            when not is_spread then amount
            when unearned_amount is not null then {{ money('amount - unearned_amount') }}
        end as amount_at_once,
        case
            when not is_spread then reporting_amount
            when unearned_amount is not null then {{ money('reporting_amount - reporting_unearned_amount') }}
        end as reporting_amount_at_once
    from marked
),

parts as (
    select
        {{ earned_entry_columns() }},
        unearned_amount is not null as is_part,
        earned_month,
        amount_at_once as amount,
        reporting_amount_at_once as reporting_amount,
        amount_at_once as earned_amount,
        reporting_amount_at_once as earned_reporting_amount,
        case when occurred_date < {{ window_start(12) }} then reporting_amount_at_once else 0 end as earned_before_12m,
        case when occurred_date < {{ window_start(24) }} then reporting_amount_at_once else 0 end as earned_before_24m
    from at_once
    where not is_spread or unearned_amount <> amount
    union all
    select
        {{ earned_entry_columns() }},
        is_part,
        earned_month,
        amount,
        reporting_amount,
        {{ money(earned_before(window_start(0), 'amount')) }} as earned_amount,
        {{ money(earned_before(window_start(0), 'reporting_amount')) }} as earned_reporting_amount,
        {{ money(earned_before(window_start(12), 'reporting_amount')) }} as earned_before_12m,
        {{ money(earned_before(window_start(24), 'reporting_amount')) }} as earned_before_24m
    from months
),

final as (
    select * from parts
    where not is_part
    union all
    select
        {{ earned_entry_columns() }},
        true as is_part,
        earned_month,
        {{ money('sum(amount)') }} as amount,
        {{ money('sum(reporting_amount)') }} as reporting_amount,
        {{ money('sum(earned_amount)') }} as earned_amount,
        {{ money('sum(earned_reporting_amount)') }} as earned_reporting_amount,
        {{ money('sum(earned_before_12m)') }} as earned_before_12m,
        {{ money('sum(earned_before_24m)') }} as earned_before_24m
    from parts
    where is_part
    group by {{ earned_entry_columns() }}, earned_month
)

select * from final
