with

earned as (
    select * from {{ ref('int_earned_entries') }}
    where not is_memo
),

final as (
    select
        customer_records.customer_id,
        {{ month_number('earned.earned_month') }} as month_number,
        earned.entry_type,
        earned.product_line,
        earned.entry_type = 'list_price' and not earned.is_donation as is_priced,
        earned.is_undiscounted,
        sum(earned.reporting_amount) as reporting_amount,
        sum(earned.earned_reporting_amount) as earned_amount,
        sum(case when earned.entry_type = 'list_price' and earned.reporting_amount > 0 then earned.reporting_amount end)
            as paid_amount
    from earned
    {{ inner_join_customers('earned') }}
    group by 1, 2, 3, 4, 5, 6
)

select * from final
