with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where not is_memo
),

final as (
    select
        customer_records.customer_id,
        min(
            case when entries.entry_type = 'list_price' and entries.net_line_amount > 0 then entries.occurred_at end
        ) as first_paid_at,
        sum(
            case
                when
                    entries.entry_type in ('list_price', 'discount', 'shipping')
                    and entries.refund_id is null
                    and entries.occurred_date >= {{ window_start(12) }}
                    then entries.reporting_amount
            end
        ) as billed_12m,
        sum(entries.reporting_amount) as booked_contribution,
        count(case when entries.reporting_amount is null then 1 end) as unconverted_entries
    from entries
    {{ inner_join_customers('entries') }}
    group by customer_records.customer_id
)

select * from final
