with

amounts as (
    select * from {{ ref('int_customer_amounts') }}
    where customer_id is not null
),

final as (
    select
        customer_id,
        min(first_paid_at) as first_paid_at,
        sum(billed_12m) as billed_12m,
        sum(reporting_amount) as booked_contribution,
        sum(unconverted_entries) as unconverted_entries
    from amounts
    group by customer_id
)

select * from final
