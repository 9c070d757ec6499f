with

customers as (
    select * from {{ ref('stg_identity__customers') }}
),

numbers as (
    select * from {{ ref('int_customer_numbers') }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
),

profiles as (
    select * from {{ ref('int_profiles_unioned') }}
),

record_pointers as (
    select * from {{ ref('int_record_pointers') }}
),

web_sessions as (
    select * from {{ ref('int_web_sessions') }}
),

sightings as (
    select
        customer_records.customer_id,
        customer_records.source,
        customer_records.record_id,
        case when {{ is_plausible('profiles.created_at') }} then profiles.created_at end as first_seen_at,
        case when {{ is_plausible('profiles.created_at') }} then profiles.created_at end as last_seen_at
    from customer_records
    left join profiles
        on customer_records.source = profiles.source and customer_records.record_id = profiles.record_id

    union all

    select
        customer_records.customer_id,
        customer_records.source,
        customer_records.record_id,
        record_pointers.first_seen_at,
        record_pointers.last_acted_at as last_seen_at
    from customer_records
    inner join record_pointers
        on customer_records.source = record_pointers.source and customer_records.record_id = record_pointers.record_id

    union all

    select
        customer_id,
        source,
        null as record_id,
        min(started_at) as first_seen_at,
        max(ended_at) as last_seen_at
    from web_sessions
    where customer_id is not null
    group by customer_id, source
),

seen as (
    select
        customer_id,
        min(first_seen_at) as first_seen_at,
        max(coalesce(last_seen_at, first_seen_at)) as last_seen_at,
        count(distinct case when record_id is not null then source end) as source_count,
        count(distinct case when record_id is not null then concat(source, ':', record_id) end) as record_count
    from sightings
    group by customer_id
),

final as (
    select
        customers.customer_id,
        numbers.customer_number,
        customers.customer_kind,
        customers.household_id,
        seen.first_seen_at,
        seen.last_seen_at,
        coalesce(seen.source_count, 0) as source_count,
        coalesce(seen.record_count, 0) as record_count
    from customers
    inner join numbers on customers.customer_id = numbers.customer_id
    left join seen on customers.customer_id = seen.customer_id
)

select * from final
