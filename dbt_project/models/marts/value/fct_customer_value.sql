with

acquisition as (
    select customer_id, sum(acquisition_cost) as acquisition_cost
    from {{ ref('int_offer_costs') }}
    group by customer_id
),

customers as (
    select customers.customer_id, customers.customer_number, acquisition.acquisition_cost
    from {{ ref('int_customers') }} as customers
    left join acquisition on customers.customer_id = acquisition.customer_id
),

customer_value as (
    select * from {{ ref('int_customer_value') }}
),

booked as (
    select * from {{ ref('int_customer_booked') }}
),

tenure as (
    select * from {{ ref('int_customer_tenure') }}
),

tiers as (
    select * from {{ ref('int_customer_tiers') }}
),

reasons as (
    select * from {{ ref('int_tier_reasons') }}
),

stages as (
    select * from {{ ref('int_customer_stages') }}
),

final as (
    select
        customers.customer_id,
        {{ as_of_date() }} as as_of_date,
        {{ amounts_or_zero('customer_value') }},
        {{ money('coalesce(booked.billed_12m, 0)') }} as billed_12m,
        {{ money('coalesce(customer_value.deferred_balance, 0)') }} as deferred_balance,
        cast(coalesce(booked.unconverted_entries, 0) as integer) as unconverted_entries,
        {{ money('customers.acquisition_cost') }} as acquisition_cost,
        cast(coalesce(tenure.order_count, 0) as integer) as order_count,
        cast(coalesce(tenure.renewal_count, 0) as integer) as renewal_count,
        cast(coalesce(customer_value.product_line_count, 0) as integer) as product_line_count,
        cast(customer_value.full_price_share as decimal(9, 6)) as full_price_share,
        cast(coalesce(tenure.tenure_days, 0) as integer) as tenure_days,
        cast(tenure.recency_days as integer) as recency_days,
        {{ at_own_margin('stages.next_term_amount_at_risk', 'customer_value') }} as value_at_risk,
        tiers.value_tier,
        tiers.value_tier_since,
        tiers.value_tier || ': ' || tiers.reason || case
            when tiers.value_tier in ('ideal', 'core', 'potential', 'problem')
                then '; by now ' || {{ cents_text('coalesce(customer_value.contribution_profit_12m, 0)') }}
                    || coalesce('; unlike most of its tier: ' || reasons.largest_drivers, '')
            when tiers.value_tier = 'dormant' and booked.unconverted_entries > 0
                then '; entries without an exchange rate, not counted: ' || booked.unconverted_entries
            else ''
        end as value_tier_reason,
        tiers.value_tier_preview
    from customers
    left join customer_value on customers.customer_number = customer_value.customer_number
    left join booked on customers.customer_number = booked.customer_number
    left join tenure on customers.customer_number = tenure.customer_number
    left join tiers on customers.customer_number = tiers.customer_number
    left join reasons on customers.customer_number = reasons.customer_number
    left join stages on customers.customer_number = stages.customer_number
)

select * from final
