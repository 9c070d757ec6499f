with

subscriptions as (
    select * from {{ ref('int_subscription_terms') }}
),

served as (
    select
        source,
        subscription_id,
        {{ local_date('started_at') }} as first_day,
        {{ local_date('least(coalesce(ended_at, ' ~ as_of_instant() ~ '), ' ~ as_of_instant() ~ ')') }} as end_day,
        {{ local_date('paused_at') }} as pause_day,
        {{ local_date('coalesce(resumes_at, ' ~ as_of_instant() ~ ')') }} as resume_day
    from subscriptions
),

numbered as (
    select
        *,
        {{ month_number('first_day') }} as first_month,
        {{ each_below(month_number(add_days('end_day', -1)) ~ ' - ' ~ month_number('first_day') ~ ' + 1') }}
            as month_offset
    from served
    where end_day > first_day
),

months as (
    select
        *,
        {{ month_of_number('first_month + month_offset') }} as served_month,
        {{ month_of_number('first_month + month_offset + 1') }} as next_month
    from numbered
),

cut as (
    select
        source,
        subscription_id,
        served_month,
        greatest(first_day, served_month) as from_day,
        least(end_day, next_month) as to_day,
        greatest(pause_day, first_day, served_month) as pause_from,
        least(resume_day, end_day, next_month) as pause_to,
        pause_day,
        {{ days_between('served_month', 'next_month') }} as days_of_month
    from months
),

final as (
    select
        source,
        subscription_id,
        served_month,
        from_day,
        days_of_month,
        {{ days_between('from_day', 'to_day') }}
        - case
            when pause_day is not null then greatest({{ days_between('pause_from', 'pause_to') }}, 0) else 0
        end as days_served
    from cut
)

select * from final
where days_served > 0
