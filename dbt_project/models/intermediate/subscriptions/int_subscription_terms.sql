{{ config(materialized='view') }}

with

final as (
    select * from {{ ref('int_subscriptions_described') }}
    where has_begun
)

select * from final
