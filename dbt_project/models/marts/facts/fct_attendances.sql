-- An event after as_of can be registered for and called off; whoever came to it, came later.
with

attendances as (
    select * from {{ ref('int_attendances_unioned') }}
    where coalesce(starts_at < {{ as_of_instant() }}, true) or status in ('registered', 'cancelled')
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
    {{ left_join_customers('attendances') }}
)

select * from final
