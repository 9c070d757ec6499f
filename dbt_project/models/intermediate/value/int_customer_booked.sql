with

amounts as (
    select customer_number, first_paid_at, billed_12m, unconverted_entries
    from {{ ref('int_customer_products') }}
    where customer_number is not null
    union all
    select customer_number, null, billed_12m, unconverted_entries
    from {{ ref('int_customer_costs') }}
),

final as (
    select
        customer_number,
        min(first_paid_at) as first_paid_at,
        {{ money('sum(billed_12m)') }} as billed_12m,
        sum(unconverted_entries) as unconverted_entries
    from amounts
    group by customer_number
)

select * from final
