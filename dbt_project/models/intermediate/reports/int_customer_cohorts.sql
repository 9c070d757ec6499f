with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where entry_type = 'list_price' and net_line_amount > 0
),

booked as (
    select customer_number, first_paid_at from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
),

-- Of several things bought at once the dearest is the first.
first_entries as (
    select
        customer_records.customer_id,
        booked.first_paid_at,
        entries.product_line,
        row_number() over (
            partition by booked.customer_number
            order by
                entries.net_line_amount desc nulls last,
                entries.product_line asc nulls last,
                entries.entry_id asc nulls last
        ) as place
    from entries
    {{ inner_join_customers('entries') }}
    inner join booked
        on customer_records.customer_number = booked.customer_number
        and entries.occurred_at = booked.first_paid_at
),

final as (
    select
        customer_id,
        {{ month_number(local_date('first_paid_at')) }} as cohort_month_number,
        coalesce(product_line, 'unknown') as first_product_line
    from first_entries
    where place = 1
)

select * from final
