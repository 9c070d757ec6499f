with

-- Who began before the code's first cost was not won by it.
won as (
    select distinct source, subscription_id
    from {{ ref('int_offer_costs') }}
    where subscription_id is not null and acquisition_cost is not null
),

sales as (
    select
        sales.code_kind,
        sales.code,
        sum(case when sales.is_start then 1 else 0 end) as starts,
        count(won.subscription_id) as won_starts,
        sum(case when sales.is_due then 1 else 0 end) as due_starts,
        sum(case when sales.has_stepped_up then 1 else 0 end) as stepped_up,
        count(sales.order_id) as orders
    from {{ ref('int_offer_sales') }} as sales
    left join won
        on sales.source = won.source
        and sales.subscription_id = won.subscription_id
    group by sales.code_kind, sales.code
),

months as (
    select
        *,
        sum(contribution) over (
            partition by code_kind, code
            order by month_number asc nulls last
            rows between unbounded preceding and current row
        ) as contribution_so_far,
        min(month_number) over (partition by code_kind, code) as first_month,
        sum(acquisition_cost) over (partition by code_kind, code) as all_cost
    from {{ ref('int_offer_months') }}
),

-- A code that never cost anything, as far as feeds tell, has nothing to pay back.
money_of_codes as (
    select
        code_kind,
        code,
        sum(contribution) as contribution,
        sum(acquisition_cost) as acquisition_cost,
        min(
            case when all_cost > 0 and contribution_so_far >= all_cost then month_number - first_month + 1 end
        ) as payback_months
    from months
    group by code_kind, code
),

-- A code may have money and no sale (a campaign that brought nobody), or a sale and no money yet.
codes as (
    select code_kind, code from sales
    union
    select code_kind, code from money_of_codes
),

final as (
    select
        codes.code_kind,
        codes.code,
        cast(coalesce(sales.starts, 0) as integer) as starts,
        cast(coalesce(sales.won_starts, 0) as integer) as won_starts,
        cast(coalesce(sales.orders, 0) as integer) as orders,
        {{ money('money_of_codes.acquisition_cost') }} as acquisition_cost,
        {{ money_part('money_of_codes.acquisition_cost', '1', 'sales.won_starts') }} as cost_per_start,
        cast(coalesce(sales.due_starts, 0) as integer) as due_starts,
        cast(coalesce(sales.stepped_up, 0) as integer) as stepped_up,
        {{ exact_share('sales.stepped_up', 'sales.due_starts') }} as step_up_share,
        {{ money('coalesce(money_of_codes.contribution, 0)') }} as contribution,
        {{ money('money_of_codes.contribution - money_of_codes.acquisition_cost') }} as offer_profit,
        cast(money_of_codes.payback_months as integer) as payback_months
    from codes
    left join sales on codes.code_kind = sales.code_kind and codes.code = sales.code
    left join money_of_codes on codes.code_kind = money_of_codes.code_kind and codes.code = money_of_codes.code
)

select * from final
