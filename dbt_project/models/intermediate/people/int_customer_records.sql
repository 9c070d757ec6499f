with

record_customers as (
    select * from {{ ref('stg_identity__record_customers') }}
    where entity = 'profiles'
),

numbers as (
    select * from {{ ref('int_customer_numbers') }}
),

final as (
    select
        record_customers.source,
        record_customers.record_id,
        record_customers.customer_id,
        numbers.customer_number,
        record_customers.customer_kind
    from record_customers
    left join numbers on record_customers.customer_id = numbers.customer_id
)

select * from final
