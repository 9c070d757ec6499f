{{ config(materialized='view') }}

with

services as (
    select * from {{ ref('int_payment_services') }}
),

payments as (
    select * from {{ ref('int_paid_payments') }}
),

final as (
    select
        services.source,
        services.payment_id,
        coalesce(services.title, payments.title, 'unknown') as title,
        coalesce(services.product_line, 'unknown') as product_line
    from services
    left join payments
        on services.source = payments.source and services.payment_id = payments.payment_id
)

select * from final
