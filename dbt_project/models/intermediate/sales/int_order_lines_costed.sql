with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
),

rated as (
    {{ at_rates(
        'lines', ref('stg_reference__default_margins'), 'ordered_date', ['product_line'], ['margin'], kind='left'
    ) }}
),

-- A return gives goods back; a line sold for less than nothing costs none.
priced as (
    select
        *,
        case when is_return then line_amount else greatest(line_amount, 0) end as sold_for
    from rated
),

-- Where no feed gives a product's cost, what its line leaves after the usual margin.
final as (
    select
        *,
        case when unit_cost is null then sold_for else quantity end as cost_quantity,
        case when unit_cost is null then currency else unit_cost_currency end as cost_currency,
        {{ money('case
            when unit_cost is not null then quantity * unit_cost
            when product_kind <> \'donation\' then coalesce(' ~ times('sold_for', '(1 - margin)') ~ ', 0)
            else 0
        end') }} as cost_amount
    from priced
)

select * from final
