-- An event after as_of can be registered for and called off; whoever came to it, came later.
with

attendances as (
    select *
    from {{ ref('int_attendances_unioned') }}
    where coalesce(starts_at < {{ as_of_instant() }}, true) or status in ('registered', 'cancelled')
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
),

final as (
    select
        attendances.source,
        attendances.record_id,
        attendances.attendance_id,
        attendances.event_id,
        attendances.product_id,
        attendances.profile_record_id,
        customer_records.customer_id,
        attendances.city,
        attendances.status,
        attendances.starts_at,
        attendances.updated_at
    from attendances
    left join customer_records
        on attendances.source = customer_records.source
        and attendances.profile_record_id = customer_records.record_id
)

select * from final
