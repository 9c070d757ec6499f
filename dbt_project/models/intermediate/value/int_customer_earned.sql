with

-- `is_memo = false`, where `not is_memo` reads better: of an equation DuckDB expects half of the rows, of a negation a
-- fifth, and with a fifth it looks records up among months, of which there are seven times as many.
parts as (
    select
        *,
        entry_type = 'list_price' and not is_donation as is_priced,
        entry_type = 'list_price' and earned_reporting_amount > 0 as is_paid
    from {{ ref('int_earned_parts') }}
    where is_memo = false and month_number <= {{ month_number(as_of_date()) }}
),

-- By number, for the first and the last of texts would take as long as all the sums.
product_lines as (
    select * from {{ ref('int_product_lines') }}
),

final as (
    select
        customer_records.customer_number,
        cast(parts.month_number as integer) as month_number,
        {{ money('sum(parts.earned_reporting_amount)') }} as contribution,
        coalesce(bool_or(parts.is_paid), false) as has_paid,
        {{ money('sum(case when parts.is_priced then parts.earned_reporting_amount end)') }} as priced_amount,
        {{ money('sum(case when parts.is_priced and parts.is_undiscounted then parts.earned_reporting_amount end)') }}
            as full_price_amount,
        min(case when parts.is_paid then product_lines.line_number end) as first_paid_line,
        max(case when parts.is_paid then product_lines.line_number end) as last_paid_line
    from parts
    {{ inner_join_customers('parts') }}
    left join product_lines on parts.product_line = product_lines.product_line
    group by 1, 2
)

select * from final
