with

entries as (
    select * from {{ ref('int_ledger_entries') }}
),

months as (
    select * from {{ ref('int_earned_months') }}
),

-- No period, or one that ends on the local day it begins: earned when booked. Of a refund, what its period leaves.
at_once as (
    select
        *,
        cast(date_trunc('month', occurred_date) as date) as earned_month,
        case
            when service_end_at is null or {{ local_date('service_end_at') }} <= {{ local_date('service_start_at') }}
                then 0
            else 1
        end as is_spread
    from entries
),

parts as (
    select
        entry_id,
        source,
        profile_record_id,
        entry_type,
        product_id,
        product_line,
        is_donation,
        is_memo,
        is_undiscounted,
        unearned_amount is not null as is_part,
        currency,
        earned_month,
        amount - is_spread * coalesce(unearned_amount, amount) as amount,
        reporting_amount - is_spread * coalesce(reporting_unearned_amount, reporting_amount) as reporting_amount,
        amount - is_spread * coalesce(unearned_amount, amount) as earned_amount,
        reporting_amount - is_spread * coalesce(reporting_unearned_amount, reporting_amount) as earned_reporting_amount,
        case
            when occurred_date >= {{ window_start(12) }} then 0
            else reporting_amount - is_spread * coalesce(reporting_unearned_amount, reporting_amount)
        end as earned_before_12m,
        case
            when occurred_date >= {{ window_start(24) }} then 0
            else reporting_amount - is_spread * coalesce(reporting_unearned_amount, reporting_amount)
        end as earned_before_24m
    from at_once
    where is_spread = 0 or unearned_amount <> amount
    union all
    select
        entry_id,
        source,
        profile_record_id,
        entry_type,
        product_id,
        product_line,
        is_donation,
        is_memo,
        is_undiscounted,
        is_part,
        currency,
        earned_month,
        amount,
        reporting_amount,
        {{ earned_before(window_start(0), 'amount') }} as earned_amount,
        {{ earned_before(window_start(0), 'reporting_amount') }} as earned_reporting_amount,
        {{ earned_before(window_start(12), 'reporting_amount') }} as earned_before_12m,
        {{ earned_before(window_start(24), 'reporting_amount') }} as earned_before_24m
    from months
),

final as (
    select * from parts
    where not is_part
    union all
    select
        entry_id,
        min(source) as source,
        min(profile_record_id) as profile_record_id,
        min(entry_type) as entry_type,
        min(product_id) as product_id,
        min(product_line) as product_line,
        false as is_donation,
        min(is_memo) as is_memo,
        min(is_undiscounted) as is_undiscounted,
        true as is_part,
        min(currency) as currency,
        earned_month,
        sum(amount) as amount,
        sum(reporting_amount) as reporting_amount,
        sum(earned_amount) as earned_amount,
        sum(earned_reporting_amount) as earned_reporting_amount,
        sum(earned_before_12m) as earned_before_12m,
        sum(earned_before_24m) as earned_before_24m
    from parts
    where is_part
    group by entry_id, earned_month
)

select * from final
