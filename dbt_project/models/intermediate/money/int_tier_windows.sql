{{ config(materialized='view') }}

{%- set last_month = month_number(as_of_date()) %}

with

points as (
    select * from {{ ref('int_tier_points') }}
),

events as (
    select * from {{ ref('int_tier_events') }}
),

-- What counts at a month-end is what changes at it: a month counts from the next month-end on, for twelve months, for
-- twenty-four, or for good. All that changes at a month-end stands in one row, so one running sum tells its state.
changes as (
    select
        customer_id, month_number + 1 as month_number, false as is_point, contribution, list_amount, shares,
        priced_amount, full_price_amount, line_step, access_step, promoter_step + referral_step as advocate_step
    from events
    union all
    select customer_id, month_number + 13, false, -contribution, -list_amount, -shares, 0, 0, 0, 0, 0
    from events
    where (contribution <> 0 or list_amount <> 0 or shares <> 0) and month_number + 13 <= {{ last_month }}
    union all
    select customer_id, month_number + 25, false, 0, 0, 0, -priced_amount, -full_price_amount, 0, 0, 0
    from events
    where (priced_amount <> 0 or full_price_amount <> 0) and month_number + 25 <= {{ last_month }}
    union all
    select customer_id, month_number, true, 0, 0, 0, 0, 0, 0, 0, 0
    from points
),

timeline as (
    select
        customer_id,
        month_number,
        max(case when is_point then 1 else 0 end) as is_point,
        {{ money('sum(contribution)') }} as contribution,
        {{ money('sum(list_amount)') }} as list_amount,
        cast(sum(shares) as integer) as shares,
        {{ money('sum(priced_amount)') }} as priced_amount,
        {{ money('sum(full_price_amount)') }} as full_price_amount,
        cast(sum(line_step) as integer) as line_step,
        cast(sum(access_step) as integer) as access_step,
        cast(sum(advocate_step) as integer) as advocate_step
    from changes
    group by customer_id, month_number
),

summed as (
    select
        customer_id,
        month_number,
        is_point,
        sum(contribution) over so_far as contribution_12m,
        sum(list_amount) over so_far as list_amount_12m,
        sum(shares) over so_far as shares_12m,
        sum(priced_amount) over so_far as priced_amount_24m,
        sum(full_price_amount) over so_far as full_price_amount_24m,
        sum(line_step) over so_far as product_lines,
        sum(access_step) over so_far as accesses,
        sum(advocate_step) over so_far as advocacies
    from timeline
    window so_far as (
        partition by customer_id
        order by month_number asc nulls last
        rows between unbounded preceding and current row
    )
),

final as (
    select
        customer_id,
        month_number,
        {{ month_of_number('month_number') }} as tier_date,
        coalesce(contribution_12m, 0) as contribution_12m,
        coalesce(list_amount_12m, 0) as list_amount_12m,
        {{ paid_in_full('full_price_amount_24m', 'priced_amount_24m') }} as is_full_price,
        coalesce(product_lines, 0) >= 2 as has_two_lines,
        coalesce(advocacies, 0) > 0 or coalesce(shares_12m, 0) >= 3 as is_advocate,
        coalesce(accesses, 0) > 0 as reads_on_anothers_money
    from summed
    where is_point = 1
)

select * from final
