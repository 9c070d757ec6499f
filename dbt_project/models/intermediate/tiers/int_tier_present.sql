with

customers as (
    select * from {{ ref('int_customers') }}
),

customer_value as (
    select * from {{ ref('int_customer_value') }}
),

booked as (
    select customer_number, {{ local_date('first_paid_at') }} as first_paid_date
    from {{ ref('int_customer_booked') }}
),

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
),

advocacy as (
    select
        customer_number,
        sum(promoter_step) + sum(referral_step) as steps,
        sum(case when occurred_at >= {{ local_midnight(window_start(12)) }} then shares else 0 end) as shares_12m
    from {{ ref('int_customer_advocacy') }}
    group by customer_number
),

readers as (
    select distinct customer_number
    from subscriptions
    where
        anothers_money_from < {{ as_of_instant() }}
        and (access_until is null or access_until >= {{ as_of_instant() }})
),

-- The measures of the midnight after as_of, in the shape of a month-end: it follows the last one.
measured as (
    select
        customers.customer_number,
        {{ month_number(as_of_date()) }} + 1 as month_number,
        coalesce(customer_value.contribution_profit_12m, 0) as contribution_12m,
        coalesce(customer_value.paid_list_amount_12m > 0, false) as has_earned,
        {{ paid_in_full('customer_value.full_price_amount_24m', 'customer_value.priced_amount_24m') }} as is_full_price,
        coalesce(customer_value.product_line_count, 0) >= 2 as has_two_lines,
        coalesce(advocacy.steps > 0 or advocacy.shares_12m >= 3, false) as is_advocate,
        readers.customer_number is not null as reads_on_anothers_money,
        coalesce(booked.first_paid_date < {{ window_start(0) }}, false) as has_paid,
        {{ days_between('booked.first_paid_date', window_start(0)) }} < {{ var('tier_new_days', 90) }} as is_new
    from customers
    left join customer_value on customers.customer_number = customer_value.customer_number
    left join booked on customers.customer_number = booked.customer_number
    left join advocacy on customers.customer_number = advocacy.customer_number
    left join readers on customers.customer_number = readers.customer_number
),

final as (
    select
        customer_number,
        month_number,
        contribution_12m,
        is_advocate,
        is_full_price or has_two_lines or is_advocate as is_ideal_kind,
        {{ tier_state() }} as tier_state
    from measured
)

select * from final
