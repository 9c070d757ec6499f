with

entries as (
    select * from {{ ref('int_earned_to_date') }}
    where not is_memo
),

-- A product is asked for only of what the buyer pays.
marked as (
    select
        *,
        entry_type in ('list_price', 'discount', 'refund', 'chargeback') as is_the_buyers,
        earned_reporting_amount - earned_before_12m as earned_12m
    from entries
),

final as (
    select
        customer_records.customer_id,
        marked.entry_type,
        case when marked.is_the_buyers then marked.product_id end as product_id,
        case when marked.is_the_buyers then marked.product_line end as product_line,
        case when marked.is_the_buyers then marked.title end as title,
        marked.entry_type = 'list_price' and not marked.is_donation as is_priced,
        marked.is_undiscounted,
        sum(marked.reporting_amount) as reporting_amount,
        sum(marked.earned_reporting_amount) as earned_amount,
        sum(marked.earned_12m) as earned_amount_12m,
        sum(marked.earned_before_12m - marked.earned_before_24m) as earned_amount_12m_before,
        sum(case when marked.entry_type = 'list_price' and marked.earned_12m > 0 then marked.earned_12m end)
            as paid_amount_12m,
        sum(marked.units_before) as units_before,
        sum(marked.units_now) as units_now,
        min(case when marked.units_before <> 0 or marked.units_now <> 0 then marked.unit end) as first_unit,
        max(case when marked.units_before <> 0 or marked.units_now <> 0 then marked.unit end) as last_unit,
        sum(
            case
                when
                    marked.entry_type in ('list_price', 'discount', 'shipping')
                    and marked.refund_id is null
                    and marked.occurred_date >= {{ window_start(12) }}
                    then marked.reporting_amount
            end
        ) as billed_12m,
        min(case when marked.entry_type = 'list_price' and marked.net_line_amount > 0 then marked.occurred_at end)
            as first_paid_at,
        sum(case when marked.reporting_amount is null then 1 else 0 end) as unconverted_entries
    from marked
    {{ left_join_customers('marked') }}
    group by 1, 2, 3, 4, 5, 6, 7
)

select * from final
