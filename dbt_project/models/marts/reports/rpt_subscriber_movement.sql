with

movements as (
    select * from {{ ref('int_subscription_movements') }}
),

measured as (
    select
        title, format, sales_channel, month_number, movement,
        'subscriptions' as measure,
        cast(direction as decimal(18, 4)) as moved
    from movements
    union all
    select title, format, sales_channel, month_number, movement, 'copies', cast(copies as decimal(18, 4))
    from movements
    union all
    select title, format, sales_channel, month_number, movement, 'annual_value', coalesce(annual_value, 0)
    from movements
),

first_months as (
    select
        title,
        format,
        sales_channel,
        measure,
        min(month_number) as first_month
    from measured
    group by title, format, sales_channel, measure
),

-- Every month from the first on, also those in which nothing moved.
months as (
    select
        title, format, sales_channel, measure, 'none' as movement, 0 as moved,
        first_month + {{ each_below(month_number(as_of_date()) ~ ' - first_month + 1') }} as month_number
    from first_months
    union all
    select title, format, sales_channel, measure, movement, moved, month_number
    from measured
),

sums as (
    select
        title,
        format,
        sales_channel,
        measure,
        month_number,
        {{ moved('new', 1) }} as new,
        {{ moved('converted', 1) }} as converted,
        {{ moved('won_back', 1) }} as won_back,
        {{ moved('resumed', 1) }} as resumed,
        {{ moved('voluntary', -1) }} as voluntary,
        {{ moved('involuntary', -1) }} as involuntary,
        {{ moved('expired', -1) }} as expired,
        {{ moved('paused', -1) }} as paused,
        {{ moved('switched', 1) }} as switched,
        sum(moved) as moved
    from months
    group by title, format, sales_channel, measure, month_number
),

final as (
    select
        {{ month_of_number('month_number') }} as movement_month,
        title,
        format,
        sales_channel,
        measure,
        {{ money('sum(moved) over so_far - moved') }} as opening,
        new,
        converted,
        won_back,
        resumed,
        voluntary,
        involuntary,
        expired,
        paused,
        switched,
        {{ money('sum(moved) over so_far') }} as closing
    from sums
    window so_far as (
        partition by title, format, sales_channel, measure
        order by month_number asc nulls last
        rows between unbounded preceding and current row
    )
)

select * from final
