with

orders as (
    select
        customer_id,
        source,
        order_id,
        {{ month_number(local_date('ordered_at')) }} as month_number
    from {{ ref('int_customer_orders') }}
    where order_kind = 'order'
),

coded as (
    select distinct source, order_id
    from {{ ref('int_order_lines_booked') }}
    where quantity > 0 and discount_code is not null
),

counts as (
    select
        orders.customer_id,
        count(*) as order_count,
        count(coded.order_id) as coded_order_count
    from orders
    left join coded on orders.source = coded.source and orders.order_id = coded.order_id
    group by orders.customer_id
),

-- Each order lies in two pairs of neighbouring months: its own month and the next, and the month before and its own.
-- January's is in December's year.
paired as (
    select
        customer_id,
        month_number - 1 + {{ each_below(2) }} as pair_number
    from orders
),

seasons as (
    select
        customer_id,
        count(*) as season_orders,
        count(distinct pair_number - pair_number % 12) as season_years
    from paired
    group by customer_id, pair_number % 12
),

best_seasons as (
    select
        customer_id,
        max(season_orders) as season_orders
    from seasons
    where season_years >= {{ var('seasonal_years', 3) }}
    group by customer_id
),

final as (
    select
        counts.customer_id,
        case
            when counts.order_count >= {{ var('always_orders', 3) }}
                then coalesce(best_seasons.season_orders, 0) >= counts.order_count * {{ var('seasonal_share', 0.6) }}
        end as is_seasonal,
        case
            when counts.order_count >= {{ var('always_orders', 3) }}
                then counts.coded_order_count = counts.order_count
        end as always_uses_a_code
    from counts
    left join best_seasons on counts.customer_id = best_seasons.customer_id
)

select * from final
