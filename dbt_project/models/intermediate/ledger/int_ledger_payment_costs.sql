with

commissions as (
    select
        source,
        payment_id,
        currency,
        sum(amount) as commission_amount
    from {{ ref('int_ledger_commissions') }}
    where service_end_at is not null
    group by source, payment_id, currency
),

-- What a payment costs is earned with what it pays for, as long as it is a small part of it: a fee that is more than a
-- quarter of what the commission leaves of what is deferred, or of a payment for different times, could outlast it, and
-- is a cost of its day.
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
        services.spread_amount + services.spread_shipping as spread_amount,
        services.spread_reporting_amount + services.spread_reporting_shipping as spread_reporting_amount,
        services.spread_amount + services.spread_shipping + coalesce(commissions.commission_amount, 0) as kept_amount,
        services.is_one_service,
        services.service_start_at,
        services.service_end_at,
        services.pause_start_at,
        services.pause_end_at,
        services.issue_count
    from {{ ref('int_paid_payments') }} as payments
    inner join {{ ref('int_payment_services') }} as services
        on payments.source = services.source
        and payments.payment_id = services.payment_id
    left join commissions
        on payments.source = commissions.source
        and payments.payment_id = commissions.payment_id
        and payments.currency = commissions.currency
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

sized as (
    select
        *,
        is_one_service and case
            when fee_currency = currency then -4 * amount <= kept_amount
            when fee_currency = '{{ var("reporting_currency") }}'
                then -4 * amount * spread_amount <= spread_reporting_amount * kept_amount
        end as is_spread
    from fees
    where amount <> 0
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'beneficiary_record_id', 'product_id', 'product_line', 'title',
            'subscription_id', 'payment_id', 'sales_channel', 'quantity', 'amount'
        ],
        entry_id="source || ':payment:' || payment_id || ':' || part",
        entry_type="'payment_fee'",
        basis="case when fee_amount is null then 'rated' else 'fed' end",
        occurred_at='paid_at',
        service_start_at='case when is_spread then service_start_at end',
        service_end_at='case when is_spread then service_end_at end',
        pause_start_at='case when is_spread then pause_start_at end',
        pause_end_at='case when is_spread then pause_end_at end',
        issue_count='case when is_spread then issue_count end',
        currency='fee_currency',
    ) }}
    from sized
)

select * from final
