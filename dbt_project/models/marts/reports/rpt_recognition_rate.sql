-- Recognised = somebody's: joined to a customer through the identity map, whatever the system that wrote it. Revenue is
-- what was sold less discounts on the day it was booked; with refunds in it, shares would pass all and fall below none.
with

web_sessions as (
    select * from {{ ref('fct_web_sessions') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where not is_test and not is_return
),

sales as (
    select * from {{ ref('fct_ledger_entries') }}
    where entry_type in ('list_price', 'discount')
),

record_recognition as (
    select * from {{ ref('int_record_recognition') }}
),

things as (
    select
        'visits' as measure,
        source,
        customer_id,
        recognised_by,
        started_at as happened_at,
        1 as quantity
    from web_sessions

    union all

    select
        'page_views' as measure,
        source,
        customer_id,
        recognised_by,
        started_at as happened_at,
        page_views as quantity
    from web_sessions

    union all

    select
        'orders' as measure,
        orders.source,
        orders.customer_id,
        record_recognition.recognised_by,
        orders.ordered_at as happened_at,
        1 as quantity
    from orders
    left join record_recognition
        on orders.source = record_recognition.source and orders.profile_record_id = record_recognition.record_id

    union all

    select
        'revenue' as measure,
        sales.source,
        sales.customer_id,
        record_recognition.recognised_by,
        sales.occurred_at as happened_at,
        coalesce(sales.reporting_amount, 0) as quantity
    from sales
    left join record_recognition
        on sales.source = record_recognition.source and sales.profile_record_id = record_recognition.record_id
),

days as (
    select
        {{ local_date('happened_at') }} as activity_date,
        measure,
        source,
        coalesce(recognised_by, 'nobody') as recognised_by,
        count(distinct customer_id) as customer_count,
        sum(quantity) as quantity
    from things
    group by {{ local_date('happened_at') }}, measure, source, coalesce(recognised_by, 'nobody')
),

totals as (
    select
        *,
        sum(quantity) over (partition by activity_date, measure, source) as total_quantity
    from days
),

-- Discounts above the price, or a correction, leave no share to speak of.
final as (
    select
        activity_date,
        measure,
        source,
        recognised_by,
        recognised_by <> 'nobody' as is_recognised,
        customer_count,
        {{ money('quantity') }} as quantity,
        {{ money('total_quantity') }} as total_quantity,
        cast(
            case when quantity between 0 and total_quantity then quantity * 1.0 / nullif(total_quantity, 0) end
            as decimal(9, 6)
        ) as share
    from totals
)

select * from final
