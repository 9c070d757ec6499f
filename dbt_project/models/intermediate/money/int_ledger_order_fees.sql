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

-- Orders do not say how they were paid: only rates for any method fit them.
fee_keys as (
    select '' as payment_method, lower(sales_channel) as sales_channel, rate_day from orders
),

fee_rates as (
    {{ matching_rates(
        'fee_keys', ref('stg_reference__payment_fees'), ['payment_method', 'sales_channel'],
        ['percentage', 'fixed_amount', 'currency']
    ) }}
),

fees as (
    select
        orders.*, 'fee:' || orders.currency as part, orders.charged_amount as quantity,
        orders.currency as fee_currency,
        -({{ times('orders.charged_amount', 'fee_rates.percentage') }}) as amount
    from orders
    inner join fee_rates
        on lower(orders.sales_channel) = fee_rates.sales_channel
        and orders.rate_day = fee_rates.rate_day
    where orders.charged_amount > 0
    union all
    select
        orders.*, 'fixed_fee:' || orders.currency, 1,
        {{ rate_currency('fee_rates.currency') }}, -fee_rates.fixed_amount
    from orders
    inner join fee_rates
        on lower(orders.sales_channel) = fee_rates.sales_channel
        and orders.rate_day = fee_rates.rate_day
    where orders.charged_amount > 0
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':order:' || order_id || ':' || part",
        source='source',
        profile_record_id='profile_record_id',
        beneficiary_record_id='profile_record_id',
        entry_type="'payment_fee'",
        basis="'rated'",
        order_id='order_id',
        sales_channel='sales_channel',
        occurred_at='ordered_at',
        quantity='quantity',
        currency='fee_currency',
        amount='amount',
    ) }}
    from fees
    where amount <> 0
)

select * from final
