with

entries as (
    select * from {{ ref('int_ledger_entries') }}
),

devices as (
    select source, device_id, customer_id from {{ ref('stg_identity__devices') }}
),

-- Page views have no record of a person: they are the reader's to whom the device belongs.
final as (
    select
        entries.entry_id,
        entries.source,
        entries.record_id,
        entries.profile_record_id,
        coalesce(payers.customer_id, devices.customer_id) as customer_id,
        coalesce(beneficiaries.customer_id, payers.customer_id, devices.customer_id) as beneficiary_customer_id,
        entries.entry_type,
        entries.basis,
        entries.is_memo,
        entries.product_id,
        entries.product_line,
        entries.title,
        entries.subscription_id,
        entries.order_id,
        entries.payment_id,
        entries.refund_id,
        entries.discount_code,
        entries.sales_channel,
        entries.occurred_at,
        entries.service_start_at,
        entries.service_end_at,
        entries.issue_count,
        entries.quantity,
        entries.currency,
        entries.amount,
        entries.reporting_amount
    from entries
    {{ left_join_customers('entries', alias='payers') }}
    {{ left_join_customers('entries', 'entries.beneficiary_record_id', alias='beneficiaries') }}
    left join devices
        on entries.source = devices.source
        and entries.device_id = devices.device_id
)

select * from final
