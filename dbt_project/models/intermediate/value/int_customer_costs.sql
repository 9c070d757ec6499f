with

-- `is_memo = false`, where `not is_memo` reads better: see int_customer_earned.
entries as (
    select
        *,
        earned_reporting_amount - earned_before_12m as earned_now
    from {{ ref('int_earned_to_date') }}
    where is_memo = false and entry_type not in {{ types_of_products() }}
),

final as (
    select
        customer_records.customer_number,
        {{ earned_of(['shipping'], 'earned_reporting_amount') }} as shipping_amount,
        {{ earned_of(['shipping'], 'earned_now') }} as shipping_amount_12m,
        {{ cost_of(['cost_of_goods'], 'earned_reporting_amount') }} as cost_of_goods,
        {{ cost_of(['cost_of_goods'], 'earned_now') }} as cost_of_goods_12m,
        {{ cost_of(['fulfilment'], 'earned_reporting_amount') }} as fulfilment_cost,
        {{ cost_of(['fulfilment'], 'earned_now') }} as fulfilment_cost_12m,
        {{ cost_of(['payment_fee'], 'earned_reporting_amount') }} as payment_fees,
        {{ cost_of(['payment_fee'], 'earned_now') }} as payment_fees_12m,
        {{ cost_of(['channel_commission'], 'earned_reporting_amount') }} as channel_commission,
        {{ cost_of(['channel_commission'], 'earned_now') }} as channel_commission_12m,
        {{ cost_of(['support_cost'], 'earned_reporting_amount') }} as support_cost,
        {{ cost_of(['support_cost'], 'earned_now') }} as support_cost_12m,
        {{ cost_of(['service_cost'], 'earned_reporting_amount') }} as service_cost,
        {{ cost_of(['service_cost'], 'earned_now') }} as service_cost_12m,
        {{ money('sum(earned_reporting_amount)') }} as costs_contribution,
        {{ money('sum(earned_now)') }} as costs_contribution_12m,
        {{ money('sum(reporting_amount)') }} as booked_amount,
        {{ billed_in_12_months() }} as billed_12m,
        {{ entries_without_rate() }} as unconverted_entries
    from entries
    {{ inner_join_customers('entries') }}
    group by customer_records.customer_number
)

select * from final
