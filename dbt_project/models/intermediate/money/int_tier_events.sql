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
        lines.entry_type = 'list_price' and lines.reporting_amount > 0 and not lines.is_memo
        and lines.product_line is not null
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
final as (
    select
        customer_id,
        month_number,
        reporting_amount as contribution,
        coalesce(paid_amount, 0) as list_amount,
        coalesce(priced_amount, 0) as priced_amount,
        coalesce(full_price_amount, 0) as full_price_amount,
        0 as line_step, 0 as access_step, 0 as promoter_step, 0 as referral_step, 0 as shares
    from earned
    union all
    select customer_id, month_number, 0, 0, 0, 0, 1, 0, 0, 0, 0
    from line_months
    where month_before is null or month_number - month_before > 12
    union all
    select customer_id, month_number + 12, 0, 0, 0, 0, -1, 0, 0, 0, 0
    from line_months
    where month_after is null or month_after - month_number > 12
    union all
    select customer_id, {{ month_number(local_date('anothers_money_from')) }}, 0, 0, 0, 0, 0, 1, 0, 0, 0
    from subscriptions
    union all
    select customer_id, {{ month_number(local_date('access_until')) }}, 0, 0, 0, 0, 0, -1, 0, 0, 0
    from subscriptions
    where access_until is not null
    union all
    select
        customer_id, {{ month_number(local_date('occurred_at')) }}, 0, 0, 0, 0, 0, 0,
        promoter_step, referral_step, shares
    from advocacy
)

select * from final
