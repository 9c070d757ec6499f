with

contenders as (
    select * from {{ ref('int_tier_contenders') }}
),

points as (
    select measures.customer_number, measures.month_number, contenders.is_always_full_price
    from {{ ref('int_tier_measures') }} as measures
    inner join contenders on measures.customer_number = contenders.customer_number
    where not measures.is_preview
),

-- Who has always paid in full is of the ideal kind whenever he is ranked: a price was earned in the twelve months then,
-- and of those of two years none was reduced. For the others alone it is added up.
undecided_points as (
    select * from points
    where not is_always_full_price
),

earned as (
    select earned.*
    from {{ ref('int_customer_earned') }} as earned
    inner join contenders on earned.customer_number = contenders.customer_number
    where not contenders.is_always_full_price and (earned.has_paid or earned.priced_amount is not null)
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
    from undecided_points as points
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
    from undecided_points as points
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
        {{ paid_in_full('summed.full_price_amount_24m', 'summed.priced_amount_24m') }}
        or coalesce(summed.first_paid_line_12m < summed.last_paid_line_12m, false)
        or advocates.customer_number is not null as is_ideal_kind
    from summed
    left join advocates
        on summed.customer_number = advocates.customer_number
        and summed.month_number = advocates.month_number
    where summed.is_point
    union all
    select customer_number, month_number, true
    from points
    where is_always_full_price
    union all
    select present.customer_number, present.month_number, present.is_ideal_kind
    from present
    inner join contenders on present.customer_number = contenders.customer_number
)

select * from final
