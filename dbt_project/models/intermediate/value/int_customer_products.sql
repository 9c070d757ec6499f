with

-- `is_memo = false`, where `not is_memo` reads better: see int_customer_earned.
entries as (
    select
        *,
        earned_reporting_amount - earned_before_12m as earned_now,
        earned_before_12m - earned_before_24m as earned_before,
        entry_type = 'list_price' and not is_donation as is_priced,
        case when units_before <> 0 or units_now <> 0 then unit end as unit_served
    from {{ ref('int_earned_to_date') }}
    where is_memo = false and entry_type in {{ types_of_products() }}
),

final as (
    select
        customer_records.customer_number,
        entries.product_id,
        entries.product_line,
        entries.title,
        {{ earned_of(['list_price'], 'earned_reporting_amount') }} as list_earned,
        {{ earned_of(['list_price'], 'earned_now') }} as list_now,
        {{ earned_of(['list_price'], 'earned_before') }} as list_before,
        {{ earned_of(['discount'], 'earned_reporting_amount') }} as discount_earned,
        {{ earned_of(['discount'], 'earned_now') }} as discount_now,
        {{ earned_of(['discount'], 'earned_before') }} as discount_before,
        {{ earned_of(['refund', 'chargeback'], 'earned_reporting_amount') }} as refund_earned,
        {{ earned_of(['refund', 'chargeback'], 'earned_now') }} as refund_now,
        {{ earned_of(['refund', 'chargeback'], 'earned_before') }} as refund_before,
        {{ money('sum(case when entry_type = \'list_price\' and earned_now > 0 then earned_now end)') }} as paid_now,
        {{ money('sum(case when is_priced then earned_now + earned_before end)') }} as priced_amount_24m,
        {{ money('sum(case when is_priced and is_undiscounted then earned_now + earned_before end)') }}
            as full_price_amount_24m,
        cast(coalesce(sum(units_before), 0) as decimal(18, 4)) as units_before,
        cast(coalesce(sum(units_now), 0) as decimal(18, 4)) as units_now,
        coalesce(min(unit_served) = max(unit_served), false) as is_of_one_unit,
        {{ money('sum(reporting_amount)') }} as booked_amount,
        {{ billed_in_12_months() }} as billed_12m,
        min(case when entry_type = 'list_price' and net_line_amount > 0 then occurred_at end) as first_paid_at,
        {{ entries_without_rate() }} as unconverted_entries
    from entries
    {{ left_join_customers('entries') }}
    group by 1, 2, 3, 4
)

select * from final
