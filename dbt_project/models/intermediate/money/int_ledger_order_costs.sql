{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where not is_return and quantity > 0
),

orders as (
    select
        source,
        order_id,
        currency,
        min(profile_record_id) as profile_record_id,
        min(sales_channel) as sales_channel,
        min(ordered_at) as ordered_at,
        min(ordered_date) as rate_day,
        sum(line_amount + tax_amount + shipping_amount) as charged_amount
    from lines
    group by source, order_id, currency
),

fee_keys as (
    select '' as payment_method, lower(sales_channel) as sales_channel, rate_day from orders
),

fee_rates as (
    {{ matching_rates(
        'fee_keys', ref('stg_reference__payment_fees'), ['payment_method', 'sales_channel'],
        ['percentage', 'fixed_amount', 'currency']
    ) }}
),

parcels as (
    select
        source, order_id, null as record_id, null as product_id, null as product_line, 'order' as applies_to,
        min(profile_record_id) as profile_record_id, min(sales_channel) as sales_channel, min(ordered_at) as ordered_at,
        min(ordered_date) as rate_day
    from lines
    where product_kind = 'merchandise'
    group by source, order_id
    union all
    select
        source, order_id, record_id, product_id, product_line, 'line' as applies_to,
        profile_record_id, sales_channel, ordered_at, ordered_date
    from lines
    where product_kind = 'merchandise'
),

parcel_rates as (
    {{ matching_rates('parcels', ref('stg_reference__fulfilment_costs'), ['applies_to'], ['amount', 'currency']) }}
),

costs as (
    select
        orders.source, orders.order_id, null as record_id, null as product_id, null as product_line,
        orders.profile_record_id, orders.sales_channel, orders.ordered_at, 'payment_fee' as entry_type,
        'fee:' || orders.currency as part, orders.charged_amount as quantity, orders.currency,
        -(orders.charged_amount * fee_rates.percentage) as amount
    from orders
    inner join fee_rates
        on lower(orders.sales_channel) = fee_rates.sales_channel
        and orders.rate_day = fee_rates.rate_day
    where orders.charged_amount > 0
    union all
    select
        orders.source, orders.order_id, null, null, null,
        orders.profile_record_id, orders.sales_channel, orders.ordered_at, 'payment_fee',
        'fixed_fee:' || orders.currency, 1, {{ rate_currency('fee_rates.currency') }}, -fee_rates.fixed_amount
    from orders
    inner join fee_rates
        on lower(orders.sales_channel) = fee_rates.sales_channel
        and orders.rate_day = fee_rates.rate_day
    where orders.charged_amount > 0
    union all
    select
        parcels.source, parcels.order_id, parcels.record_id, parcels.product_id, parcels.product_line,
        parcels.profile_record_id, parcels.sales_channel, parcels.ordered_at, 'fulfilment',
        coalesce(parcels.record_id, 'order') || ':fulfilment', 1,
        {{ rate_currency('parcel_rates.currency') }}, -parcel_rates.amount
    from parcels
    inner join parcel_rates
        on parcels.applies_to = parcel_rates.applies_to
        and parcels.rate_day = parcel_rates.rate_day
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':order:' || order_id || ':' || part",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='profile_record_id',
        entry_type='entry_type',
        basis="'rated'",
        product_id='product_id',
        product_line='product_line',
        order_id='order_id',
        sales_channel='sales_channel',
        occurred_at='ordered_at',
        quantity='quantity',
        currency='currency',
        amount='amount',
    ) }}
    from costs
    where amount <> 0
)

select * from final
