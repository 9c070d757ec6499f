with

customers as (
    select customer_id, coalesce(value_tier, 'none') as value_tier, contribution_profit_12m
    from {{ ref('fct_customer_value') }}
),

-- Minutes are those of the tickets, rated or not; what they cost is what the ledger booked for them.
support as (
    select customer_id, 1 as tickets, coalesce(minutes_spent, 0) as minutes, 0 as cost
    from {{ ref('fct_support_tickets') }}
    where opened_at >= {{ local_midnight(window_start(12)) }} and not coalesce(is_deleted, false)
    union all
    select customer_id, 0 as tickets, 0 as minutes, -coalesce(reporting_amount, 0) as cost
    from {{ ref('fct_ledger_entries') }}
    where entry_type = 'support_cost' and occurred_at >= {{ local_midnight(window_start(12)) }}
),

served as (
    select
        customer_id,
        sum(tickets) as tickets,
        sum(minutes) as minutes,
        sum(cost) as cost
    from support
    group by customer_id
),

-- Tickets that are nobody's are served as well: a row of their own.
rows_of_tiers as (
    select
        customers.value_tier,
        1 as customers,
        case when served.tickets > 0 then 1 else 0 end as customers_served,
        coalesce(served.tickets, 0) as tickets,
        coalesce(served.minutes, 0) as minutes,
        coalesce(served.cost, 0) as cost,
        customers.contribution_profit_12m as contribution
    from customers
    left join served on customers.customer_id = served.customer_id
    union all
    select 'unattributed', 0, 0, tickets, minutes, cost, 0
    from served
    where customer_id is null
),

tiers as (
    select
        value_tier,
        sum(customers) as customers,
        sum(customers_served) as customers_served,
        sum(tickets) as tickets,
        {{ money('sum(minutes)') }} as support_minutes,
        {{ money('sum(cost)') }} as support_cost,
        {{ money('sum(contribution)') }} as contribution
    from rows_of_tiers
    group by value_tier
),

totals as (
    select
        *,
        sum(customers) over () as all_customers,
        sum(support_minutes) over () as all_minutes,
        sum(support_cost) over () as all_cost,
        case when sum(contribution) over () > 0 then sum(contribution) over () end as all_contribution
    from tiers
),

final as (
    select
        value_tier,
        cast(customers as integer) as customers,
        cast(customers_served as integer) as customers_served,
        cast(tickets as integer) as tickets_12m,
        support_minutes as support_minutes_12m,
        support_cost as support_cost_12m,
        contribution as contribution_profit_12m,
        {{ exact_share('customers', 'all_customers') }} as customer_share,
        {{ exact_share('support_minutes', 'all_minutes') }} as support_minutes_share,
        {{ exact_share('support_cost', 'all_cost') }} as support_cost_share,
        {{ exact_share('contribution', 'all_contribution') }} as contribution_share
    from totals
)

select * from final
