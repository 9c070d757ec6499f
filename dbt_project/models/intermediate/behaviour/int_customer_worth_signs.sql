with

customers as (
    select customer_id, customer_number from {{ ref('int_customers') }}
),

present as (
    select * from {{ ref('int_tier_present') }}
),

customer_value as (
    select
        *,
        net_revenue_12m + shipping_amount_12m - cost_of_goods_12m as gross_margin_12m
    from {{ ref('int_customer_value') }}
),

tenure as (
    select * from {{ ref('int_customer_tenure') }}
),

breadth as (
    select * from {{ ref('int_customer_breadth') }}
),

recommendations as (
    select * from {{ ref('int_customer_recommendations') }}
),

-- A first purchase at a discount is an introduction; only the third can be a habit.
final as (
    select
        customers.customer_id,
        coalesce(breadth.breadth, 0) as breadth,
        case
            when tenure.order_count + tenure.renewal_count >= {{ var('always_orders', 3) }}
                then customer_value.full_price_share <= 1 - {{ var('discount_dependent_share', 0.8) }}
        end as is_discount_dependent,
        case
            when customer_value.list_amount_12m > 0
                then
                    customer_value.support_cost_12m > 0
                    and customer_value.support_cost_12m
                    > greatest(customer_value.gross_margin_12m, 0) * {{ var('support_heavy_share', 0.25) }}
        end as is_support_heavy,
        present.is_advocate,
        coalesce(recommendations.refers_buyers, false) as refers_buyers,
        recommendations.reacts_to_launches
    from customers
    inner join present on customers.customer_number = present.customer_number
    left join customer_value on customers.customer_number = customer_value.customer_number
    left join tenure on customers.customer_number = tenure.customer_number
    left join breadth on customers.customer_id = breadth.customer_id
    left join recommendations on customers.customer_number = recommendations.customer_number
)

select * from final
