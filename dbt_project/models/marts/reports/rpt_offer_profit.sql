with

sales as (
    select
        code_kind,
        code,
        sum(case when is_start then 1 else 0 end) as starts,
        sum(case when is_due then 1 else 0 end) as due_starts,
        sum(case when has_stepped_up then 1 else 0 end) as stepped_up,
        count(order_id) as orders
    from {{ ref('int_offer_sales') }}
    group by code_kind, code
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
        cast(coalesce(sales.orders, 0) as integer) as orders,
        {{ money('money_of_codes.acquisition_cost') }} as acquisition_cost,
        {{ money_part('money_of_codes.acquisition_cost', '1', 'sales.starts') }} as cost_per_start,
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
