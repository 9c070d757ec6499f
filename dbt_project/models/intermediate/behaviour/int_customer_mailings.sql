-- A program that opens or clicks is no reader. A click opens. What bounced was no mailing to be opened.
with

events as (
    select
        source,
        profile_record_id,
        coalesce(campaign_id, campaign_name) as campaign,
        case when event_type = 'send' then occurred_at end as sent_at,
        event_type = 'bounce' as is_bounce,
        event_type in ('open', 'click') and not coalesce(is_machine, false) as is_human_open
    from {{ ref('int_newsletter_events_unioned') }}
    where campaign_kind = 'promotional' and {{ is_plausible('occurred_at') }}
),

mailings as (
    select
        customer_records.customer_id,
        events.source,
        events.campaign,
        min(events.sent_at) as sent_at,
        max(case when events.is_bounce then 1 else 0 end) as is_bounced,
        max(case when events.is_human_open then 1 else 0 end) as is_opened
    from events
    {{ inner_join_customers('events') }}
    group by customer_records.customer_id, events.source, events.campaign
),

final as (
    select
        customer_id,
        count(*) as promotional_mailings,
        case
            when count(*) >= {{ var('always_mailings', 6) }} then min(is_opened) = 1
        end as opens_every_mailing
    from mailings
    where
        {{ days_between(local_date('sent_at'), as_of_date()) }} < {{ var('always_days', 180) }}
        and (is_opened = 1 or is_bounced = 0)
    group by customer_id
)

select * from final
