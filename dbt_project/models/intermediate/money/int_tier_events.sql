{{ config(materialized='view') }}

with

contenders as (
    select * from {{ ref('int_tier_contenders') }}
),

advocacy as (
    select * from {{ ref('int_customer_advocacy') }}
),

-- What is of no known line is bought, but is no line more.
paid_lines as (
    select distinct
        customer_records.customer_id,
        parts.product_line,
        {{ month_number('parts.earned_month') }} as month_number
    from {{ ref('int_earned_parts') }} as parts
    {{ inner_join_customers('parts') }}
    inner join contenders on customer_records.customer_id = contenders.customer_id
    where
        parts.entry_type = 'list_price' and parts.earned_reporting_amount > 0 and not parts.is_memo
        and parts.product_line is not null and parts.earned_month <= {{ as_of_date() }}
),

line_months as (
    select
        customer_id,
        month_number,
        lag(month_number) over lines as month_before,
        lead(month_number) over lines as month_after
    from paid_lines
    window lines as (partition by customer_id, product_line order by month_number asc nulls last)
),

-- What lasts is written as steps up and down: the state at any month-end is then a running sum.
steps as (
    select customer_id, month_number, 1 as line_step, 0 as advocate_step, 0 as shares
    from line_months
    where month_before is null or month_number - month_before > 12
    union all
    select customer_id, month_number + 12, -1, 0, 0
    from line_months
    where month_after is null or month_after - month_number > 12
    union all
    select
        advocacy.customer_id, {{ month_number(local_date('advocacy.occurred_at')) }}, 0,
        advocacy.promoter_step + advocacy.referral_step, advocacy.shares
    from advocacy
    inner join contenders on advocacy.customer_id = contenders.customer_id
),

final as (
    select customer_id, month_number, 0 as priced_amount, 0 as full_price_amount, line_step, advocate_step, shares
    from steps
    union all
    select earned.customer_id, earned.month_number, earned.priced_amount, coalesce(earned.full_price_amount, 0), 0, 0, 0
    from {{ ref('int_customer_earned') }} as earned
    inner join contenders on earned.customer_id = contenders.customer_id
    where earned.priced_amount is not null
)

select * from final
