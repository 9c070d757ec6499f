with

-- What a payment costs is earned with what it pays for.
payments as (
    select
        payments.source,
        payments.record_id,
        payments.payment_id,
        payments.subscription_id,
        payments.profile_record_id,
        payments.beneficiary_record_id,
        payments.payment_method,
        payments.sales_channel,
        payments.title,
        payments.currency,
        payments.fee_amount,
        payments.paid_at,
        services.product_id,
        services.product_line,
        services.charged_amount,
        services.service_start_at,
        services.service_end_at,
        services.pause_start_at,
        services.pause_end_at,
        services.issue_count
    from {{ ref('int_paid_payments') }} as payments
    inner join {{ ref('int_payment_services') }} as services
        on payments.source = services.source
        and payments.payment_id = services.payment_id
),

rated as (
    {{ at_rates(
        'payments', ref('stg_reference__payment_fees'), local_date('paid_at'), ['payment_method', 'sales_channel'],
        ['percentage', 'fixed_amount', 'currency'], kind='left'
    ) }}
),

without_fee as (
    select * from rated
    where fee_amount is null
),

fees as (
    {{ fee_parts('without_fee') }}
    union all
    select *, 'fee', null, currency, -fee_amount
    from rated
    where fee_amount is not null
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'beneficiary_record_id', 'product_id', 'product_line', 'title',
            'subscription_id', 'payment_id', 'sales_channel', 'service_start_at', 'service_end_at', 'pause_start_at',
            'pause_end_at', 'issue_count', 'quantity', 'amount'
        ],
        entry_id="source || ':payment:' || payment_id || ':' || part",
        entry_type="'payment_fee'",
        basis="case when fee_amount is null then 'rated' else 'fed' end",
        occurred_at='paid_at',
        currency='fee_currency',
    ) }}
    from fees
    where amount <> 0
)

select * from final
