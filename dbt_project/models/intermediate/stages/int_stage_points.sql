with

movements as (
    select * from {{ ref('int_stage_movements') }}
),

-- A stage can change at the month-ends after a movement, and after what it began has run its time: grace, a year since
-- an order or since coming back, two years of service, the first term. Between those nothing is worked out.
turns as (
    select customer_number, started_at as turns_at from movements
    union all
    select customer_number, ends_at from movements
    where ends_at is not null
    union all
    select customer_number, {{ loyal_from('started_at') }} from movements
    where movement = 'service'
    union all
    select customer_number, {{ add_days('started_at', var('stage_first_term_days', 90)) }} from movements
    where movement = 'term'
    union all
    select customer_number, {{ add_days('started_at', 365) }} from movements
    where movement = 'term'
    union all
    select customer_number, {{ add_days('started_at', var('stage_order_days', 365)) }} from movements
    where movement = 'order'
),

months as (
    select customer_number, {{ month_number('turns_at') }} as month_number from turns
    union
    select customer_number, month_number + 12 * {{ each_below(4) }} from movements
    where movement = 'order'
    union
    -- Who has been back for a year to the very midnight is no longer won back at it.
    select
        customer_number,
        {{ month_number(add_days('started_at', var('stage_won_back_days', 365))) }} - 1
        + {{ each_below(2) }}
    from movements
    where movement = 'custom' and step > 1
),

final as (
    select
        customer_number,
        month_number + 1 as month_number
    from months
    where month_number < {{ month_number(as_of_date()) }}
)

select * from final
