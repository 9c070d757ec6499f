{{ config(materialized='view') }}

with

refunds as (
    select * from {{ ref('int_refunds_matched') }}
),

timed as (
    select
        *,
        greatest(
            {{ days_between('refunded_date', 'service_end') }} - {{ paused_days('refunded_date', 'service_end') }}, 0
        ) as days_left,
        {{ days_between('service_start', 'service_end') }} - {{ paused_days('service_start', 'service_end') }}
            as days_of_service
    from refunds
),

counted as (
    select
        *,
        coalesce(issue_count, days_of_service) as units_of_service,
        {{ service_units('greatest(days_of_service - days_left, 0)', 'nullif(days_of_service, 0)', 'issue_count') }}
            as units_done
    from timed
),

final as (
    select
        *,
        units_of_service - units_done as units_left,
        -- Of what is served by issue nothing more is earned, nor taken back, before the next one is out.
        greatest(refunded_at, service_start_at, case
            when issue_count is not null then {{ local_midnight(day_of_issue('units_done')) }}
        end) as left_from_at,
        {{ left_to_earn('spread_amount') }} as left_amount,
        {{ left_to_earn('spread_shipping') }} as left_shipping
    from counted
)

select * from final
