{{ config(materialized='view') }}

with

payments as (
    select * from {{ ref('int_paid_payments') }}
),

lines as (
    select * from {{ ref('int_payment_lines_split') }}
),

-- What a payment costs is earned with what it pays for.
service as (
    select
        source,
        payment_id,
        min(service_start_at) as service_start_at,
        max(service_end_at) as service_end_at,
        min(pause_start_at) as service_pause_start_at,
        min(pause_end_at) as service_pause_end_at,
        case
            when min(issue_count) = max(issue_count) and count(issue_count) = count(*) then min(issue_count)
        end as issue_count,
        case when min(product_id) = max(product_id) then min(product_id) end as product_id,
        case when min(product_line) = max(product_line) then min(product_line) end as product_line
    from lines
    group by source, payment_id
),

charged as (
    select
        payments.*,
        service.service_start_at,
        service.service_end_at,
        service.service_pause_start_at,
        service.service_pause_end_at,
        service.issue_count,
        service.product_line,
        service.product_id as line_product_id,
        payments.paid_amount + coalesce(payments.tax_amount, 0) + coalesce(payments.shipping_amount, 0)
            as charged_amount,
        lower(coalesce(payments.payment_method, '')) as method_key,
        lower(payments.sales_channel) as channel_key,
        {{ local_date('payments.paid_at') }} as rate_day
    from payments
    left join service
        on payments.source = service.source
        and payments.payment_id = service.payment_id
),

fee_keys as (
    select method_key as payment_method, channel_key as sales_channel, rate_day
    from charged
),

fee_rates as (
    {{ matching_rates(
        'fee_keys', ref('stg_reference__payment_fees'), ['payment_method', 'sales_channel'],
        ['percentage', 'fixed_amount', 'currency']
    ) }}
),

fees as (
    select charged.*, 'fee' as part, 'fed' as basis, currency as fee_currency, -fee_amount as amount
    from charged
    where fee_amount is not null
    union all
    select
        charged.*, 'fee', 'rated', charged.currency,
        -({{ times('charged.charged_amount', 'fee_rates.percentage') }})
    from charged
    inner join fee_rates
        on charged.method_key = fee_rates.payment_method
        and charged.channel_key = fee_rates.sales_channel
        and charged.rate_day = fee_rates.rate_day
    where charged.fee_amount is null and charged.charged_amount > 0
    union all
    select charged.*, 'fixed_fee', 'rated', {{ rate_currency('fee_rates.currency') }}, -fee_rates.fixed_amount
    from charged
    inner join fee_rates
        on charged.method_key = fee_rates.payment_method
        and charged.channel_key = fee_rates.sales_channel
        and charged.rate_day = fee_rates.rate_day
    where charged.fee_amount is null and charged.charged_amount > 0
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':payment:' || payment_id || ':' || part",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='beneficiary_record_id',
        entry_type="'payment_fee'",
        basis='basis',
        product_id='line_product_id',
        product_line='product_line',
        title='title',
        subscription_id='subscription_id',
        payment_id='payment_id',
        sales_channel='sales_channel',
        occurred_at='paid_at',
        service_start_at='service_start_at',
        service_end_at='service_end_at',
        pause_start_at='service_pause_start_at',
        pause_end_at='service_pause_end_at',
        issue_count='issue_count',
        quantity="case when basis = 'rated' and part = 'fee' then charged_amount when basis = 'rated' then 1 end",
        currency='fee_currency',
        amount='amount',
    ) }}
    from fees
    where amount <> 0
)

select * from final
