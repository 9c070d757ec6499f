with

web_sessions as (
    select * from {{ ref('int_web_sessions') }}
),

newsletter_events as (
    select * from {{ ref('int_newsletter_events_unioned') }}
),

acts as (
    select
        customer_id,
        {{ local_date('started_at') }} as activity_date,
        coalesce(engaged_seconds, 0) as engaged_seconds,
        0 as human_clicks
    from web_sessions
    where customer_id is not null

    union all

    select
        customer_records.customer_id,
        {{ local_date('newsletter_events.occurred_at') }} as activity_date,
        0 as engaged_seconds,
        1 as human_clicks
    from newsletter_events
    {{ inner_join_customers('newsletter_events') }}
    where
        newsletter_events.event_type = 'click'
        and not coalesce(newsletter_events.is_machine, false)
        and {{ is_plausible('newsletter_events.occurred_at') }}
),

final as (
    select
        customer_id,
        activity_date,
        sum(engaged_seconds) as engaged_seconds,
        sum(human_clicks) as human_clicks
    from acts
    group by customer_id, activity_date
)

select * from final
