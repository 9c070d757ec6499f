with

earned as (
    select
        *,
        entry_type = 'list_price' and not is_donation as is_priced
    from {{ ref('int_earned_entries') }}
    where not is_memo
),

final as (
    select
        customer_records.customer_id,
        {{ month_number('earned.earned_month') }} as month_number,
        sum(earned.reporting_amount) as reporting_amount,
        sum(earned.earned_reporting_amount) as earned_amount,
        sum(case when earned.entry_type = 'list_price' then earned.earned_reporting_amount end) as earned_list_amount,
        sum(case when earned.entry_type = 'list_price' and earned.reporting_amount > 0 then earned.reporting_amount end)
            as paid_amount,
        sum(case when earned.is_priced then earned.reporting_amount end) as priced_amount,
        sum(case when earned.is_priced and earned.is_undiscounted then earned.reporting_amount end)
            as full_price_amount
    from earned
    {{ inner_join_customers('earned') }}
    group by 1, 2
)

select * from final
