with

support_tickets as (
    select * from {{ ref('int_support_tickets_unioned') }}
    where opened_at < {{ as_of_instant() }}
),

final as (
    select
        support_tickets.source,
        support_tickets.record_id,
        support_tickets.ticket_id,
        support_tickets.profile_record_id,
        support_tickets.subscription_id,
        customer_records.customer_id,
        support_tickets.channel,
        support_tickets.category,
        support_tickets.status,
        support_tickets.satisfaction,
        support_tickets.minutes_spent,
        support_tickets.is_deleted,
        support_tickets.opened_at,
        support_tickets.first_reply_at,
        support_tickets.closed_at,
        support_tickets.updated_at
    from support_tickets
    {{ left_join_customers('support_tickets') }}
)

select * from final
