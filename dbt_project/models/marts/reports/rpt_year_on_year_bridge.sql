with

tiers as (
    select customer_number, value_tier from {{ ref('int_customer_tiers') }}
),

products as (
    select
        *,
        sum(list_before) over (partition by customer_number) > 0 as paid_before,
        sum(list_now) over (partition by customer_number) > 0 as pays_now,
        list_before + discount_before + refund_before as net_revenue_before,
        list_now + discount_now + refund_now as net_revenue
    from {{ ref('int_customer_products') }}
),

-- Without units or a list price in both years, or where issues, days and pieces are mixed, there is no price per unit
-- to compare: then all is volume.
moved as (
    select
        *,
        case
            when list_before <> 0 and list_now <> 0 and units_before > 0 and units_now > 0 and is_of_one_unit
                then {{ money_share(
                    'list_before',
                    whole_number('10000 * cast(units_now - units_before as decimal(38, 4))'),
                    '10000 * cast(units_before as decimal(38, 4))'
                ) }}
            else list_now - list_before
        end as volume,
        case
            when customer_number is null then 'unattributed'
            when paid_before and not pays_now then 'lapsed'
            when pays_now and not paid_before then 'new'
            when net_revenue < net_revenue_before then 'contraction'
            else 'expansion'
        end as movement
    from products
    where
        list_before <> 0 or discount_before <> 0 or refund_before <> 0
        or list_now <> 0 or discount_now <> 0 or refund_now <> 0
),

lines as (
    select
        tiers.value_tier,
        moved.title,
        moved.product_line,
        moved.movement,
        count(distinct moved.customer_number) as customers,
        sum(moved.net_revenue_before) as net_revenue_before,
        sum(moved.volume) as volume,
        sum(moved.list_now - moved.list_before - moved.volume) as price,
        sum(moved.discount_now - moved.discount_before) as discount,
        sum(moved.refund_now - moved.refund_before) as refund,
        sum(moved.net_revenue) as net_revenue
    from moved
    left join tiers on moved.customer_number = tiers.customer_number
    group by tiers.value_tier, moved.title, moved.product_line, moved.movement
),

final as (
    select
        cast(
            row_number() over (
                order by
                    value_tier asc nulls last,
                    title asc nulls last,
                    product_line asc nulls last,
                    movement asc nulls last
            ) as integer
        ) as line_number,
        value_tier,
        title,
        product_line,
        movement,
        cast(customers as integer) as customers,
        {{ money('net_revenue_before') }} as net_revenue_before,
        {{ money('volume') }} as volume,
        {{ money('price') }} as price,
        {{ money('discount') }} as discount,
        {{ money('refund') }} as refund,
        {{ money('net_revenue') }} as net_revenue
    from lines
)

select * from final
