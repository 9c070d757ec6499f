with

contenders as (
    select * from {{ ref('int_tier_contenders') }}
),

points as (
    select measures.customer_id, measures.month_number
    from {{ ref('int_tier_measures') }} as measures
    inner join contenders on measures.customer_id = contenders.customer_id
    where measures.tier_state = 'ranked' and not measures.is_preview
),

earned as (
    select earned.*
    from {{ ref('int_customer_earned') }} as earned
    inner join contenders on earned.customer_id = contenders.customer_id
    where earned.priced_amount is not null or earned.first_paid_line is not null
),

advocacy as (
    select
        advocacy.customer_id,
        {{ month_number(local_date('advocacy.occurred_at')) }} as month_number,
        advocacy.promoter_step + advocacy.referral_step as advocate_step,
        advocacy.shares
    from {{ ref('int_customer_advocacy') }} as advocacy
    inner join contenders on advocacy.customer_id = contenders.customer_id
),

present as (
    select * from {{ ref('int_tier_present') }}
),

timeline as (
    select
        coalesce(points.customer_id, earned.customer_id) as customer_id,
        coalesce(points.month_number, earned.month_number) as month_number,
        points.customer_id is not null as is_point,
        earned.priced_amount,
        earned.full_price_amount,
        earned.first_paid_line,
        earned.last_paid_line,
        null as advocate_step,
        null as shares
    from points
    full join earned
        on points.customer_id = earned.customer_id
        and points.month_number = earned.month_number
    union all
    select customer_id, month_number, false, null, null, null, null, advocate_step, shares
    from advocacy
),

-- What happens in a month counts from the next month-end on: for twelve months, for twenty-four, or for good.
summed as (
    select
        customer_id,
        month_number,
        is_point,
        sum(priced_amount) over two_years_before as priced_amount_24m,
        sum(full_price_amount) over two_years_before as full_price_amount_24m,
        min(first_paid_line) over year_before as first_paid_line_12m,
        max(last_paid_line) over year_before as last_paid_line_12m,
        sum(shares) over year_before as shares_12m,
        sum(advocate_step) over (
            partition by customer_id order by month_number asc nulls last
            range between unbounded preceding and 1 preceding
        ) as advocacies
    from timeline
    window
        year_before as (
            partition by customer_id order by month_number asc nulls last range between 12 preceding and 1 preceding
        ),
        two_years_before as (
            partition by customer_id order by month_number asc nulls last range between 24 preceding and 1 preceding
        )
),

final as (
    select
        customer_id,
        month_number,
        {{ paid_in_full('full_price_amount_24m', 'priced_amount_24m') }} as is_full_price,
        coalesce(first_paid_line_12m < last_paid_line_12m, false) as has_two_lines,
        coalesce(advocacies > 0 or shares_12m >= 3, false) as is_advocate
    from summed
    where is_point
    union all
    select present.customer_id, present.month_number, present.is_full_price, present.has_two_lines, present.is_advocate
    from present
    inner join contenders on present.customer_id = contenders.customer_id
)

select * from final
