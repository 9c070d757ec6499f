with

earned as (
    select
        *,
        {{ whole_quotient('month_number', '12') }} as year_number,
        month_number % 12 + 1 as month_of_year
    from {{ ref('int_customer_earned') }}
),

years as (
    select
        customer_number,
        year_number,
        {{ month_sums('contribution') }},
        min(case when has_paid then month_of_year end) as first_earned_month,
        max(case when has_paid then month_of_year end) as last_earned_month
    from earned
    group by customer_number, year_number
),

-- What a year earned counts at its month-ends and, until its month comes round, at those of the next.
two_years as (
    select
        coalesce(this_year.customer_number, last_year.customer_number) as customer_number,
        cast(coalesce(this_year.year_number, last_year.year_number + 1) as integer) as year_number,
        this_year.first_earned_month,
        last_year.last_earned_month as last_earned_month_before,
        {{ months_or_zero('this_year') }},
        {{ months_or_zero('last_year') }}
    from years as this_year
    full join years as last_year
        on this_year.customer_number = last_year.customer_number
        and this_year.year_number = last_year.year_number + 1
),

final as (
    select
        customer_number,
        year_number,
        first_earned_month,
        last_earned_month_before,
        {{ twelve_month_sums() }},
        case
            when last_earned_month_before < coalesce(first_earned_month, 13)
                then year_number * 12 + last_earned_month_before
        end as lapsed_month_number
    from two_years
    where first_earned_month is not null or last_earned_month_before is not null
)

select * from final
