with

earned as (
    select * from {{ ref('int_customer_earned') }}
),

subscriptions as (
    select * from {{ ref('int_customer_subscriptions') }}
    where anothers_money_from is not null
),

advocacy as (
    select * from {{ ref('int_customer_advocacy') }}
),

-- What is of no known line is bought, but is no line more.
paid_lines as (
    select distinct
        customer_records.customer_id,
        lines.product_line,
        {{ month_number('lines.earned_month') }} as month_number
    from {{ ref('int_earned_entries') }} as lines
    {{ inner_join_customers('lines') }}
    where
        lines.entry_type = 'list_price' and lines.earned_reporting_amount > 0 and not lines.is_memo
        and lines.product_line is not null and lines.earned_month <= {{ as_of_date() }}
),

-- Two lines at a time need two in all.
of_several_lines as (
    select customer_id from paid_lines
    group by customer_id
    having min(product_line) < max(product_line)
),

line_months as (
    select
        paid_lines.customer_id,
        paid_lines.month_number,
        lag(paid_lines.month_number) over lines as month_before,
        lead(paid_lines.month_number) over lines as month_after
    from paid_lines
    inner join of_several_lines on paid_lines.customer_id = of_several_lines.customer_id
    window lines as (
        partition by paid_lines.customer_id, paid_lines.product_line
        order by paid_lines.month_number asc nulls last
    )
),

-- What lasts is written as steps up and down: the state at any month-end is then a running sum.
steps as (
    select customer_id, month_number, 1 as line_step, 0 as access_step, 0 as advocate_step, 0 as shares
    from line_months
    where month_before is null or month_number - month_before > 12
    union all
    select customer_id, month_number + 12, -1, 0, 0, 0
    from line_months
    where month_after is null or month_after - month_number > 12
    union all
    select customer_id, {{ month_number(local_date('anothers_money_from')) }}, 0, 1, 0, 0
    from subscriptions
    union all
    select customer_id, {{ month_number(local_date('access_until')) }}, 0, -1, 0, 0
    from subscriptions
    where access_until is not null
    union all
    select customer_id, {{ month_number(local_date('occurred_at')) }}, 0, 0, promoter_step + referral_step, shares
    from advocacy
),

stepped as (
    select
        customer_id,
        month_number,
        cast(sum(line_step) as integer) as line_step,
        cast(sum(access_step) as integer) as access_step,
        max(abs(access_step)) = 1 as has_access_moved,
        cast(sum(advocate_step) as integer) as advocate_step,
        cast(sum(shares) as integer) as shares
    from steps
    group by customer_id, month_number
),

final as (
    select
        coalesce(earned.customer_id, stepped.customer_id) as customer_id,
        coalesce(earned.month_number, stepped.month_number) as month_number,
        coalesce(earned.contribution, 0) as contribution,
        coalesce(earned.paid_amount, 0) as list_amount,
        coalesce(earned.priced_amount, 0) as priced_amount,
        coalesce(earned.full_price_amount, 0) as full_price_amount,
        coalesce(stepped.line_step, 0) as line_step,
        coalesce(stepped.access_step, 0) as access_step,
        coalesce(stepped.has_access_moved, false) as has_access_moved,
        coalesce(stepped.advocate_step, 0) as advocate_step,
        coalesce(stepped.shares, 0) as shares
    from earned
    full join stepped
        on earned.customer_id = stepped.customer_id
        and earned.month_number = stepped.month_number
)

select * from final
