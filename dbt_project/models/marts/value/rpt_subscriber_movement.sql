with

movements as (
    select * from {{ ref('int_subscription_movements') }}
),

measured as (
    select title, format, sales_channel, month_number, movement, 'subscriptions' as measure, cast(direction as decimal(18, 4)) as moved
    from movements
    union all
    select title, format, sales_channel, month_number, movement, 'copies', cast(copies as decimal(18, 4))
    from movements
    union all
    select title, format, sales_channel, month_number, movement, 'annual_value', coalesce(annual_value, 0)
    from movements
),

groups as (
    select
        title,
        format,
        sales_channel,
        measure,
        min(month_number) as first_month
    from measured
    group by title, format, sales_channel, measure
),

group_months as (
    select
        title,
        format,
        sales_channel,
        measure,
        first_month + {{ each_below(month_number(as_of_date()) ~ ' - first_month + 1') }} as month_number
    from groups
),

sums as (
    select
        title,
        format,
        sales_channel,
        measure,
        month_number,
        {% for movement in ['new', 'converted', 'won_back', 'resumed', 'voluntary', 'involuntary', 'expired', 'paused', 'switched'] -%}
        sum(case when movement = '{{ movement }}' then moved else 0 end) as {{ movement }}_amount,
        {% endfor -%}
        sum(moved) as moved
    from measured
    group by title, format, sales_channel, measure, month_number
),

final as (
    select
        cast({{ month_of_number('group_months.month_number') }} as date) as movement_month,
        group_months.title,
        group_months.format,
        group_months.sales_channel,
        group_months.measure,
        {{ money('sum(coalesce(sums.moved, 0)) over so_far - coalesce(sums.moved, 0)') }} as opening,
        {{ money('coalesce(sums.new_amount, 0)') }} as new,
        {{ money('coalesce(sums.converted_amount, 0)') }} as converted,
        {{ money('coalesce(sums.won_back_amount, 0)') }} as won_back,
        {{ money('coalesce(sums.resumed_amount, 0)') }} as resumed,
        {{ money('-coalesce(sums.voluntary_amount, 0)') }} as voluntary,
        {{ money('-coalesce(sums.involuntary_amount, 0)') }} as involuntary,
        {{ money('-coalesce(sums.expired_amount, 0)') }} as expired,
        {{ money('-coalesce(sums.paused_amount, 0)') }} as paused,
        {{ money('coalesce(sums.switched_amount, 0)') }} as switched,
        {{ money('sum(coalesce(sums.moved, 0)) over so_far') }} as closing
    from group_months
    left join sums
        on group_months.title = sums.title
        and group_months.format = sums.format
        and group_months.sales_channel = sums.sales_channel
        and group_months.measure = sums.measure
        and group_months.month_number = sums.month_number
    window so_far as (
        partition by group_months.title, group_months.format, group_months.sales_channel, group_months.measure
        order by group_months.month_number asc nulls last
        rows between unbounded preceding and current row
    )
)

select * from final
