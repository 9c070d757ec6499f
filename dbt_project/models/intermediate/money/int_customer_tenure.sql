with

spells as (
    select * from {{ ref('int_customer_spells') }}
    where is_last
),

orders as (
    select * from {{ ref('int_customer_orders') }}
),

terms as (
    select * from {{ ref('int_customer_terms') }}
),

order_sums as (
    select
        customer_id,
        count(*) as order_count,
        count(case when order_kind = 'order' then 1 end) as goods_order_count,
        min(ordered_at) as first_order_at,
        max(ordered_at) as last_order_at,
        max(case when order_kind = 'order' then ordered_at end) as last_goods_order_at,
        count(distinct case
            when ordered_at >= {{ local_midnight(window_start(12)) }} then 1
            when ordered_at >= {{ local_midnight(window_start(24)) }} then 2
            when ordered_at >= {{ local_midnight(window_start(36)) }} then 3
        end) as years_with_orders
    from orders
    group by customer_id
),

term_sums as (
    select
        customer_id,
        min(paid_at) as first_term_at,
        count(case when term_number > 1 then 1 end) as renewal_count,
        min(case when term_number > 1 and not is_discounted then paid_at end) as first_standing_renewal_at,
        max(case when service_end_at >= {{ as_of_instant() }} then 1 end) as paid_terms_left
    from terms
    group by customer_id
),

customers as (
    select customer_id from order_sums
    union
    select customer_id from term_sums
    union
    select customer_id from spells
),

final as (
    select
        customers.customer_id,
        coalesce(order_sums.order_count, 0) as order_count,
        coalesce(order_sums.goods_order_count, 0) as goods_order_count,
        order_sums.first_order_at,
        order_sums.last_order_at,
        coalesce(order_sums.years_with_orders, 0) as years_with_orders,
        term_sums.first_term_at,
        coalesce(term_sums.renewal_count, 0) as renewal_count,
        term_sums.first_standing_renewal_at,
        service.started_at as service_started_at,
        service.ended_at as service_ended_at,
        coalesce(service.lapses_at >= {{ as_of_instant() }}, false) as is_in_service,
        custom.spell_number as custom_spell_number,
        custom.started_at as custom_started_at,
        custom.lapses_at,
        case
            when service.lapses_at >= {{ as_of_instant() }}
                then greatest({{ days_between(
                    local_date('service.started_at'),
                    local_date('least(service.ended_at, ' ~ as_of_instant() ~ ')')
                ) }}, 0)
            else 0
        end as tenure_days,
        case
            when term_sums.paid_terms_left = 1 then 0
            when service.ended_at is not null or order_sums.last_goods_order_at is not null
                then greatest({{ days_between(
                    local_date('greatest(service.ended_at, order_sums.last_goods_order_at)'), as_of_date()
                ) }}, 0)
        end as recency_days
    from customers
    left join order_sums on customers.customer_id = order_sums.customer_id
    left join term_sums on customers.customer_id = term_sums.customer_id
    left join spells as service
        on customers.customer_id = service.customer_id
        and service.spell_kind = 'service'
    left join spells as custom
        on customers.customer_id = custom.customer_id
        and custom.spell_kind = 'custom'
)

select * from final
