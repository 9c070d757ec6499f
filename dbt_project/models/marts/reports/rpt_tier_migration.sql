{%- set last_month = month_number(as_of_date()) -%}
{%- set first_month = last_month ~ ' - 23' -%}

with

-- Who has no tier before his first spell enters.
spells as (
    select
        customer_id,
        value_tier,
        {{ month_number('valid_from') }} as from_month,
        coalesce({{ month_number('valid_to') }}, {{ last_month }} + 1) as to_month,
        coalesce(lag(value_tier) over (partition by customer_id order by valid_from asc nulls last), 'none')
            as tier_before
    from {{ ref('dim_customer_tier_history') }}
),

months as (
    select customers.customer_id, earned.month_number, earned.contribution
    from {{ ref('int_customer_earned') }} as earned
    inner join {{ ref('int_customers') }} as customers
        on earned.customer_number = customers.customer_number
    where earned.month_number >= {{ first_month }} - 12 and earned.month_number < {{ last_month }}
),

month_ends as (
    select
        *,
        greatest(from_month, {{ first_month }})
        + {{ each_below('to_month - greatest(from_month, ' ~ first_month ~ ')') }} as month_number
    from spells
    where to_month > {{ first_month }}
),

timeline as (
    select
        customer_id,
        month_number,
        true as is_month_end,
        value_tier,
        case when month_number = from_month then tier_before else value_tier end as tier_before,
        0 as contribution
    from month_ends
    union all
    select customer_id, month_number, false, null, null, contribution
    from months
),

summed as (
    select
        *,
        sum(contribution) over (
            partition by customer_id
            order by month_number asc nulls last
            range between 12 preceding and 1 preceding
        ) as contribution_12m
    from timeline
),

final as (
    select
        {{ month_of_number('month_number') }} as tier_date,
        tier_before,
        value_tier,
        tier_before <> value_tier as is_change,
        cast(count(*) as integer) as customers,
        {{ money('coalesce(sum(contribution_12m), 0)') }} as contribution_profit_12m
    from summed
    where is_month_end
    group by month_number, tier_before, value_tier
)

select * from final
