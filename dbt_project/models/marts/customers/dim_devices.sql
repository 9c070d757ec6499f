with

devices as (
    select * from {{ ref('int_devices') }}
),

known_devices as (
    select * from {{ ref('stg_identity__devices') }}
),

visits as (
    select * from {{ ref('int_device_visits') }}
),

final as (
    select
        devices.source,
        devices.device_id,
        known_devices.customer_id,
        known_devices.rule as customer_rule,
        case
            when known_devices.customer_id is not null then null
            when coalesce(known_devices.is_shared, false) or devices.is_bot then null
            when visits.active_days_90 >= 2 then 'anonymous'
            when visits.active_days_90 = 1 then 'stranger'
        end as lifecycle_stage,
        coalesce(known_devices.is_shared, false) as is_shared,
        devices.is_bot,
        cast(coalesce(known_devices.login_count, 0) as bigint) as login_count,
        cast(coalesce(visits.session_count, 0) as bigint) as session_count,
        cast(coalesce(visits.active_days_90, 0) as bigint) as active_days_90,
        devices.first_seen_at,
        devices.last_seen_at
    from devices
    left join known_devices
        on devices.source = known_devices.source and devices.device_id = known_devices.device_id
    left join visits
        on devices.source = visits.source and devices.device_id = visits.device_id
)

select * from final
