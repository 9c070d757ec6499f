with

earned as (
    select * from {{ ref('int_earned_entries') }}
),

records as (
    select source, record_id, customer_id from {{ ref('int_customer_records') }}
),

final as (
    select
        earned.entry_id,
        records.customer_id,
        earned.entry_type,
        earned.product_id,
        earned.earned_month,
        earned.currency,
        earned.amount,
        earned.reporting_amount,
        earned.earned_amount,
        earned.earned_reporting_amount
    from earned
    left join records
        on earned.source = records.source
        and earned.profile_record_id = records.record_id
)

select * from final
