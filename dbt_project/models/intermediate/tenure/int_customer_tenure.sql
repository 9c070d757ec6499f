with

spells as (
    select * from {{ ref('int_customer_spells') }}
    where is_last
),

orders as (
    select * from {{ ref('int_customer_order_counts') }}
),

terms as (
    select * from {{ ref('int_customer_term_counts') }}
),

customers as (
    select customer_number from orders
    union
    select customer_number from terms
    union
    select customer_number from spells
),

final as (
    select
        customers.customer_number,
        coalesce(orders.order_count, 0) as order_count,
        orders.first_order_at,
        orders.last_order_at,
        coalesce(orders.years_with_orders, 0) as years_with_orders,
        terms.first_term_at,
        coalesce(terms.renewal_count, 0) as renewal_count,
        terms.first_renewal_at,
        terms.first_standing_renewal_at,
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
            when terms.has_paid_term_left then 0
            when service.ended_at is not null or orders.last_goods_order_at is not null
                then greatest({{ days_between(
                    local_date('greatest(service.ended_at, orders.last_goods_order_at)'), as_of_date()
                ) }}, 0)
        end as recency_days
    from customers
    left join orders on customers.customer_number = orders.customer_number
    left join terms on customers.customer_number = terms.customer_number
    left join spells as service
        on customers.customer_number = service.customer_number
        and service.spell_kind = 'service'
    left join spells as custom
        on customers.customer_number = custom.customer_number
        and custom.spell_kind = 'custom'
)

select * from final
