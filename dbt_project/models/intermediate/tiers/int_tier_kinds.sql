with

contenders as (
    select * from {{ ref('int_tier_contenders') }}
),

points as (
    select measures.customer_number, measures.month_number
    from {{ ref('int_tier_measures') }} as measures
    inner join contenders on measures.customer_number = contenders.customer_number
    where measures.tier_state = 'ranked' and not measures.is_preview
),

earned as (
    select earned.*
    from {{ ref('int_customer_earned') }} as earned
    inner join contenders on earned.customer_number = contenders.customer_number
    where earned.priced_amount is not null or earned.first_paid_line is not null
),

advocacy as (
    select
        customer_number,
        {{ month_number(local_date('occurred_at')) }} as month_number,
        promoter_step + referral_step as advocate_step,
        shares
    from {{ ref('int_customer_advocacy') }}
),

present as (
    select * from {{ ref('int_tier_present') }}
),

timeline as (
    select
        coalesce(points.customer_number, earned.customer_number) as customer_number,
        coalesce(points.month_number, earned.month_number) as month_number,
        points.customer_number is not null as is_point,
        earned.priced_amount,
        earned.full_price_amount,
        earned.first_paid_line,
        earned.last_paid_line
    from points
    full join earned
        on points.customer_number = earned.customer_number
        and points.month_number = earned.month_number
),

-- What happens in a month counts from the next month-end on: for twelve months, for twenty-four, or for good.
summed as (
    select
        customer_number,
        month_number,
        is_point,
        sum(priced_amount) over two_years_before as priced_amount_24m,
        sum(full_price_amount) over two_years_before as full_price_amount_24m,
        min(first_paid_line) over year_before as first_paid_line_12m,
        max(last_paid_line) over year_before as last_paid_line_12m
    from timeline
    window
        year_before as (
            partition by customer_number order by month_number asc nulls last range between 12 preceding and 1 preceding
        ),
        two_years_before as (
            partition by customer_number order by month_number asc nulls last range between 24 preceding and 1 preceding
        )
),

-- Few ever recommend anything: for them alone it is added up.
advocates as (
    select
        points.customer_number,
        points.month_number
    from points
    inner join advocacy
        on points.customer_number = advocacy.customer_number
        and points.month_number > advocacy.month_number
    group by points.customer_number, points.month_number
    having
        sum(advocacy.advocate_step) > 0
        or sum(case when points.month_number - advocacy.month_number <= 12 then advocacy.shares end) >= 3
),

final as (
    select
        summed.customer_number,
        summed.month_number,
        {{ paid_in_full('summed.full_price_amount_24m', 'summed.priced_amount_24m') }} as is_full_price,
        coalesce(summed.first_paid_line_12m < summed.last_paid_line_12m, false) as has_two_lines,
        advocates.customer_number is not null as is_advocate
    from summed
    left join advocates
        on summed.customer_number = advocates.customer_number
        and summed.month_number = advocates.month_number
    where summed.is_point
    union all
    select
        present.customer_number,
        present.month_number,
        present.is_full_price,
        present.has_two_lines,
        present.is_advocate
    from present
    inner join contenders on present.customer_number = contenders.customer_number
)

select * from final
