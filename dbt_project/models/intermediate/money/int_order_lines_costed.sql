with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
),

margin_keys as (
    select
        lower(coalesce(product_line, '')) as product_line,
        ordered_date as rate_day
    from lines
    where unit_cost is null and product_kind <> 'donation'
),

margins as (
    {{ matching_rates('margin_keys', ref('stg_reference__default_margins'), ['product_line'], ['margin']) }}
),

-- Where no feed gives a product's cost, what its line leaves after the usual margin. A return gives goods back.
final as (
    select
        lines.*,
        case when lines.unit_cost is null then lines.line_amount else lines.quantity end as cost_quantity,
        case when lines.unit_cost is null then lines.currency else lines.unit_cost_currency end as cost_currency,
        {{ money(
            'coalesce(lines.quantity * lines.unit_cost, ' ~ times('lines.line_amount', '(1 - margins.margin)') ~ ', 0)'
        ) }}
            as cost_amount
    from lines
    left join margins
        on lines.unit_cost is null
        and lines.product_kind <> 'donation'
        and lower(coalesce(lines.product_line, '')) = margins.product_line
        and lines.ordered_date = margins.rate_day
)

select * from final
