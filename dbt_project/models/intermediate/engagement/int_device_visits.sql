{{ config(materialized='view') }}

with

web_sessions as (
    select * from {{ ref('int_web_sessions') }}
),

final as (
    select
        source,
        device_id,
        count(*) as session_count,
        count(distinct case
            when {{ days_between(local_date('started_at'), as_of_date()) }} < 90 then {{ local_date('started_at') }}
        end) as active_days_90
    from web_sessions
    group by source, device_id
)

select * from final
