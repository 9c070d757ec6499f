with

windows as (
    select
        *,
        cast({{ month_of_number('month_number') }} as timestamp) as midnight
    from {{ ref('int_stage_windows') }}
),

present as (
    select * from {{ ref('int_customer_stages') }}
),

dated as (
    select
        *,
        coalesce(service_lapses_at >= midnight, false) as is_in_service,
        {{ loyal_from('service_started_at') }} as loyal_from,
        {{ renewed_from('first_term_at', 'first_renewal_at', 'first_standing_renewal_at') }} as renewed_from
    from windows
),

judged as (
    select
        *,
        {{ stage_signs('midnight') }}
    from dated
),

-- A month-end is its last day; the last one, as_of, is as int_customer_stages says.
final as (
    select
        customer_number,
        month_number,
        cast({{ add_days(month_of_number('month_number'), -1) }} as date) as stage_date,
        {{ lifecycle_stage() }} as lifecycle_stage
    from judged
    union all
    select
        customer_number,
        {{ month_number(as_of_date()) }} + 1 as month_number,
        {{ as_of_date() }} as stage_date,
        lifecycle_stage
    from present
)

select * from final
