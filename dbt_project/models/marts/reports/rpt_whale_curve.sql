with

ranked as (
    select
        contribution_profit_12m,
        row_number() over (
            order by contribution_profit_12m desc nulls last, customer_id asc nulls last
        ) as customer_rank,
        count(*) over () as customers
    from {{ ref('fct_customer_value') }}
    where contribution_profit_12m <> 0
),

-- Hundredths of the customers, rounded up, so that the last one is always all of them.
placed as (
    select
        *,
        cast(ceil(customer_rank * 100.0 / customers) as integer) as percentile
    from ranked
),

steps as (
    select
        percentile,
        max(customer_rank) as customer_count,
        max(customers) as customers,
        sum(contribution_profit_12m) as contribution_profit_12m,
        sum(greatest(contribution_profit_12m, 0)) as positive_amount
    from placed
    group by percentile
),

final as (
    select
        percentile,
        cast(customer_count as integer) as customer_count,
        cast(customer_count * 1.0 / customers as decimal(9, 6)) as customer_share,
        {{ money('contribution_profit_12m') }} as contribution_profit_12m,
        {{ money('sum(contribution_profit_12m) over so_far') }} as cumulative_contribution_12m,
        cast(
            sum(contribution_profit_12m) over so_far / nullif(sum(positive_amount) over (), 0) as decimal(12, 6)
        ) as cumulative_contribution_share
    from steps
    window so_far as (order by percentile asc nulls last rows between unbounded preceding and current row)
)

select * from final
