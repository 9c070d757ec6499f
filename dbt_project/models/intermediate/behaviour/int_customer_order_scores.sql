with

customers as (
    select * from {{ ref('int_customers') }}
),

orders as (
    select
        customer_id,
        count(*) as order_count,
        {{ local_date('max(ordered_at)') }} as last_order_date
    from {{ ref('int_customer_orders') }}
    where order_kind = 'order'
    group by customer_id
),

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where order_id is not null and entry_type in ('list_price', 'discount', 'refund', 'chargeback')
),

amounts as (
    select
        customer_records.customer_id,
        sum(entries.reporting_amount) as order_amount
    from entries
    {{ inner_join_customers('entries') }}
    group by customer_records.customer_id
),

buyers as (
    select
        orders.customer_id,
        customers.customer_kind,
        orders.order_count,
        orders.last_order_date,
        coalesce(amounts.order_amount, 0) as order_amount
    from orders
    inner join customers on orders.customer_id = customers.customer_id
    left join amounts on orders.customer_id = amounts.customer_id
),

scored as (
    select
        *,
        {{ fifth_of('last_order_date', 'customer_kind') }} as recency_score,
        {{ fifth_of('order_count', 'customer_kind') }} as frequency_score,
        {{ fifth_of('order_amount', 'customer_kind') }} as monetary_score
    from buyers
),

final as (
    select
        *,
        case
            when recency_score >= 4 and frequency_score >= 4 and monetary_score >= 4 then 'champion'
            when recency_score <= 2 and (frequency_score >= 4 or monetary_score >= 4) then 'slipping'
            when frequency_score >= 4 then 'regular'
            when monetary_score >= 4 then 'big_ticket'
            when recency_score >= 4 then 'recent'
            when recency_score = 3 then 'cooling'
            else 'asleep'
        end as order_segment
    from scored
)

select * from final
