{{ config(materialized='view') }}

with

points as (
    select * from {{ ref('int_tier_points') }}
),

events as (
    select * from {{ ref('int_tier_events') }}
    where month_number < {{ month_number(as_of_date()) }}
),

timeline as (
    select
        coalesce(points.customer_id, events.customer_id) as customer_id,
        coalesce(points.month_number, events.month_number) as month_number,
        points.customer_id is not null as is_point,
        events.contribution,
        events.list_amount,
        events.priced_amount,
        events.full_price_amount,
        events.line_step,
        events.access_step,
        events.advocate_step,
        events.shares
    from points
    full join events
        on points.customer_id = events.customer_id
        and points.month_number = events.month_number
),

-- What happens in a month counts from the next month-end on: for twelve months, for twenty-four, or for good.
summed as (
    select
        customer_id,
        month_number,
        is_point,
        sum(contribution) over year_before as contribution_12m,
        sum(list_amount) over year_before as list_amount_12m,
        sum(shares) over year_before as shares_12m,
        sum(priced_amount) over two_years_before as priced_amount_24m,
        sum(full_price_amount) over two_years_before as full_price_amount_24m,
        sum(line_step) over ever_before as product_lines,
        sum(access_step) over ever_before as accesses,
        sum(advocate_step) over ever_before as advocacies
    from timeline
    window
        year_before as (
            partition by customer_id order by month_number asc nulls last
            range between 12 preceding and 1 preceding
        ),
        two_years_before as (
            partition by customer_id order by month_number asc nulls last
            range between 24 preceding and 1 preceding
        ),
        ever_before as (
            partition by customer_id order by month_number asc nulls last
            rows between unbounded preceding and 1 preceding
        )
),

final as (
    select
        customer_id,
        month_number,
        {{ month_of_number('month_number') }} as tier_date,
        {{ money('coalesce(contribution_12m, 0)') }} as contribution_12m,
        {{ money('coalesce(list_amount_12m, 0)') }} as list_amount_12m,
        {{ paid_in_full('full_price_amount_24m', 'priced_amount_24m') }} as is_full_price,
        coalesce(product_lines, 0) >= 2 as has_two_lines,
        coalesce(advocacies, 0) > 0 or coalesce(shares_12m, 0) >= 3 as is_advocate,
        coalesce(accesses, 0) > 0 as reads_on_anothers_money
    from summed
    where is_point
)

select * from final
