{{ config(materialized='view') }}

with

tickets as (
    select * from {{ ref('int_support_tickets_unioned') }}
    where
        category = 'delivery'
        and not coalesce(is_deleted, false)
        and opened_at < {{ as_of_instant() }}
        and opened_at >= {{ add_local_days(as_of_instant(), -90) }}
),

final as (
    select
        customer_records.customer_id,
        count(*) as missed_copies
    from tickets
    {{ inner_join_customers('tickets') }}
    group by customer_records.customer_id
)

select * from final
