-- One row per Zendesk ticket, deleted ones marked. Custom fields carry ids only; ticket_fields, or the id, names them.
with

tickets as (
    {{ current_rows(source('raw_zendesk', 'tickets')) }}
),

metrics as (
    {{ current_rows(source('raw_zendesk', 'ticket_metrics')) }}
),

ratings as (
    {{ current_rows(source('raw_zendesk', 'satisfaction_ratings')) }}
),

ticket_fields as (
    {{ current_rows(source('raw_zendesk', 'ticket_fields')) }}
),

field_values as (
    select
        tickets.source,
        tickets.id as ticket_id,
        {{ json_text('elements.element', '$.id') }} as field_id,
        {{ json_text('elements.element', '$.value') }} as field_value
    from tickets
    cross join {{ unnest_json('tickets.custom_fields') }}
),

named_values as (
    select
        field_values.source,
        field_values.ticket_id,
        field_values.field_value,
        replace(lower(coalesce(ticket_fields.title, field_values.field_id)), ' ', '_') as field_name
    from field_values
    left join ticket_fields
        on field_values.source = ticket_fields.source and field_values.field_id = ticket_fields.id
),

-- "Total time spent (sec)" is the field of Zendesk's own time-tracking app.
custom as (
    select
        source,
        ticket_id,
        max(case when field_name = 'minutes_spent' then try_cast(field_value as decimal(18, 4)) end) as minutes_spent,
        max(case when field_name = 'total_time_spent_(sec)' then try_cast(field_value as decimal(18, 4)) / 60 end)
            as tracked_minutes,
        max(case when field_name = 'category' then lower(field_value) end) as category,
        max(case when field_name = 'subscription_id' then field_value end) as subscription_id
    from named_values
    group by source, ticket_id
),

latest_ratings as (
    select source, ticket_id, max_by(score, id) as score
    from ratings
    group by source, ticket_id
),

final as (
    select
        tickets.source,
        tickets.id as record_id,
        tickets.id as ticket_id,
        tickets.requester_id as profile_record_id,
        custom.subscription_id,
        case
            when tickets.via_channel in ('voice', 'phone_call_inbound') then 'phone'
            when tickets.via_channel in ('chat', 'native_messaging', 'messaging', 'whatsapp', 'sms') then 'chat'
            else coalesce(tickets.via_channel, 'other')
        end as channel,
        {{ ticket_category('custom.category', 'tickets.tags') }} as category,
        tickets.status,
        tickets.created_at as opened_at,
        {{ add_minutes('tickets.created_at', 'coalesce(metrics.reply_minutes, tickets.metric_set_reply_minutes)') }}
            as first_reply_at,
        case
            when tickets.status in ('solved', 'closed')
                then coalesce(metrics.solved_at, tickets.metric_set_solved_at, tickets.updated_at)
        end as closed_at,
        coalesce(custom.minutes_spent, custom.tracked_minutes, metrics.agent_work_minutes) as minutes_spent,
        coalesce(latest_ratings.score, {{ filled('tickets.satisfaction_score') }}) as satisfaction,
        tickets.status = 'deleted' as is_deleted,
        tickets.updated_at,
        tickets.loaded_at
    from tickets
    left join custom
        on tickets.source = custom.source and tickets.id = custom.ticket_id
    left join metrics
        on tickets.source = metrics.source and tickets.id = metrics.ticket_id
    left join latest_ratings
        on tickets.source = latest_ratings.source and tickets.id = latest_ratings.ticket_id
)

select * from final
