with

earned as (
    select * from {{ ref('int_earned_entries') }}
),

final as (
    select
        earned.entry_id,
        customer_records.customer_id,
        earned.entry_type,
        earned.product_id,
        earned.earned_month,
        earned.currency,
        earned.amount,
        earned.reporting_amount,
        earned.earned_amount,
        earned.earned_reporting_amount
    from earned
    {{ left_join_customers('earned') }}
)

select * from final
