with

payment_lines as (
    select * from {{ ref('int_payment_lines_split') }}
    where list_amount <> 0 and currency <> '{{ var("reporting_currency") }}'
),

order_lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where list_amount <> 0 and currency <> '{{ var("reporting_currency") }}' and not is_return
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

payments as (
    select
        payment_lines.*,
        {{ month_number(local_date('payment_lines.service_start_at')) }} as first_month,
        {{ month_number(local_date('payment_lines.service_end_at')) }} as next_month
    from payment_lines
    left join rates
        on payment_lines.currency = rates.currency
        and {{ local_date('payment_lines.paid_at') }} = rates.rate_date
    where rates.currency is null
),

orders as (
    select order_lines.*
    from order_lines
    left join rates
        on order_lines.currency = rates.currency
        and {{ local_date('order_lines.ordered_at') }} = rates.rate_date
    where rates.currency is null
),

-- The month in which a term ends is the next one's.
months as (
    select
        source,
        subscription_id,
        first_month + {{ each_below('greatest(next_month - first_month, 1)') }} as month_number
    from payments
    where subscription_id is not null and next_month >= first_month
),

final as (
    select source, 'payment:' || payment_id as sale_key from payments
    union
    select source, 'order:' || order_id from orders
    union
    select source, 'served:' || subscription_id || ':' || month_number from months
)

select * from final
