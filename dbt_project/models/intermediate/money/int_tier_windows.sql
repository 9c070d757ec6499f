{{ config(materialized='view') }}

with

points as (
    select * from {{ ref('int_tier_points') }}
),

events as (
    select * from {{ ref('int_tier_events') }}
),

timeline as (
    select
        customer_id, month_number, false as is_point, contribution, list_amount, priced_amount, full_price_amount,
        line_step, access_step, promoter_step, referral_step, shares
    from events
    union all
    select customer_id, month_number, true, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from points
),

-- At a month-end everything of the months before it counts: twelve, twenty-four, or all of them.
summed as (
    select
        customer_id,
        month_number,
        is_point,
        sum(contribution) over last_12_months as contribution_12m,
        sum(list_amount) over last_12_months as list_amount_12m,
        sum(shares) over last_12_months as shares_12m,
        sum(priced_amount) over last_24_months as priced_amount_24m,
        sum(full_price_amount) over last_24_months as full_price_amount_24m,
        sum(line_step) over all_before as product_lines,
        sum(access_step) over all_before as accesses,
        sum(promoter_step) over all_before as promoter_state,
        sum(referral_step) over all_before as referral_state
    from timeline
    window
        last_12_months as (
            partition by customer_id
            order by month_number asc nulls last
            range between 12 preceding and 1 preceding
        ),
        last_24_months as (
            partition by customer_id
            order by month_number asc nulls last
            range between 24 preceding and 1 preceding
        ),
        all_before as (
            partition by customer_id
            order by month_number asc nulls last
            range between unbounded preceding and 1 preceding
        )
),

final as (
    select
        customer_id,
        month_number,
        {{ month_of_number('month_number') }} as tier_date,
        coalesce(contribution_12m, 0) as contribution_12m,
        coalesce(list_amount_12m, 0) as list_amount_12m,
        coalesce(
            full_price_amount_24m >= priced_amount_24m * {{ var('tier_ideal_full_price_share', 0.8) }}
            and priced_amount_24m > 0,
            false
        ) as is_full_price,
        coalesce(product_lines, 0) >= 2 as has_two_lines,
        coalesce(promoter_state, 0) + coalesce(referral_state, 0) > 0 or coalesce(shares_12m, 0) >= 3 as is_advocate,
        coalesce(accesses, 0) > 0 as reads_on_anothers_money
    from summed
    where is_point
)

select * from final
