with

contenders as (
    select * from {{ ref('int_tier_contenders') }}
),

measures as (
    select * from {{ ref('int_tier_measures') }}
    where tier_state = 'ranked' and not is_preview
),

events as (
    select * from {{ ref('int_tier_events') }}
),

present as (
    select * from {{ ref('int_tier_present') }}
),

timeline as (
    select customer_id, month_number, false as is_point, priced_amount, full_price_amount, line_step, advocate_step, shares
    from events
    union all
    select measures.customer_id, measures.month_number, true, 0, 0, 0, 0, 0
    from measures
    inner join contenders on measures.customer_id = contenders.customer_id
),

-- What happens in a month counts from the next month-end on: for twelve months, for twenty-four, or for good.
summed as (
    select
        customer_id,
        month_number,
        is_point,
        sum(shares) over (
            partition by customer_id order by month_number asc nulls last range between 12 preceding and 1 preceding
        ) as shares_12m,
        sum(priced_amount) over two_years_before as priced_amount_24m,
        sum(full_price_amount) over two_years_before as full_price_amount_24m,
        sum(line_step) over ever_before as product_lines,
        sum(advocate_step) over ever_before as advocacies
    from timeline
    window
        two_years_before as (
            partition by customer_id order by month_number asc nulls last
            range between 24 preceding and 1 preceding
        ),
        ever_before as (
            partition by customer_id order by month_number asc nulls last
            range between unbounded preceding and 1 preceding
        )
),

final as (
    select
        customer_id,
        month_number,
        {{ paid_in_full('full_price_amount_24m', 'priced_amount_24m') }} as is_full_price,
        coalesce(product_lines, 0) >= 2 as has_two_lines,
        coalesce(advocacies, 0) > 0 or coalesce(shares_12m, 0) >= 3 as is_advocate
    from summed
    where is_point
    union all
    select present.customer_id, present.month_number, present.is_full_price, present.has_two_lines, present.is_advocate
    from present
    inner join contenders on present.customer_id = contenders.customer_id
)

select * from final
