with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where not is_return and quantity > 0
),

-- Orders do not say how they were paid: only rates for any method fit them.
orders as (
    select
        source,
        order_id,
        currency,
        null as payment_method,
        min(profile_record_id) as profile_record_id,
        min(sales_channel) as sales_channel,
        min(ordered_at) as ordered_at,
        min(ordered_date) as ordered_date,
        sum(line_amount + tax_amount + shipping_amount) as charged_amount
    from lines
    group by source, order_id, currency
),

rated as (
    {{ at_rates(
        'orders', ref('stg_reference__payment_fees'), 'ordered_date', ['payment_method', 'sales_channel'],
        ['percentage', 'fixed_amount', 'currency']
    ) }}
),

fees as (
    {{ fee_parts('rated') }}
),

final as (
    select {{ ledger_entry(
        ['source', 'profile_record_id', 'order_id', 'sales_channel', 'quantity', 'amount'],
        entry_id="source || ':order:' || order_id || ':' || part || ':' || currency",
        entry_type="'payment_fee'",
        basis="'rated'",
        occurred_at='ordered_at',
        currency='fee_currency',
    ) }}
    from fees
    where amount <> 0
)

select * from final
