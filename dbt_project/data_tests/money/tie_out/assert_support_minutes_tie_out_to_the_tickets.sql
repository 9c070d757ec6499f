-- What support costs begins with the minutes that the tickets say, summed from raw on their own. Left out: deleted
-- tickets, and those opened after as_of. What a minute costs is checked by assert_services_cost_their_rates.
{{ config(meta={
    'finding': "the minutes of support tickets are not what the feeds say, in {count} sources",
    'named': ['source']
}) }}
with

file_tickets as (
    {{ current_rows(source('raw_files', 'support_tickets')) }}
),

tickets as (
    select * from ({{ current_rows(source('raw_zendesk', 'tickets')) }}) as current_tickets
    where coalesce(status, '') <> 'deleted' and created_at < {{ as_of_instant() }}
),

ticket_fields as (
    {{ current_rows(source('raw_zendesk', 'ticket_fields')) }}
),

metrics as (
    {{ current_rows(source('raw_zendesk', 'ticket_metrics')) }}
),

-- The publisher's own field counts minutes, that of Zendesk's time-tracking app seconds.
told as (
    select
        tickets.source,
        tickets.id,
        max(case
            when
                lower(coalesce(ticket_fields.title, {{ json_text('elements.element', '$.id') }}))
                in ('minutes_spent', 'minutes spent')
                then try_cast({{ json_text('elements.element', '$.value') }} as decimal(18, 4))
        end) as own_minutes,
        max(case
            when lower(ticket_fields.title) = 'total time spent (sec)'
                then try_cast({{ json_text('elements.element', '$.value') }} as decimal(18, 4)) / 60
        end) as tracked_minutes
    from tickets
    cross join {{ unnest_json('tickets.custom_fields') }}
    left join ticket_fields
        on tickets.source = ticket_fields.source and {{ json_text('elements.element', '$.id') }} = ticket_fields.id
    group by tickets.source, tickets.id
),

expected as (
    select source, {{ money('minutes_spent') }} as minutes from file_tickets
    where not coalesce(is_deleted, false) and opened_at < {{ as_of_instant() }}
    union all
    select
        tickets.source,
        {{ money('coalesce(told.own_minutes, told.tracked_minutes, metrics.agent_work_minutes)') }}
    from tickets
    left join told
        on tickets.source = told.source and tickets.id = told.id
    left join metrics
        on tickets.source = metrics.source and tickets.id = metrics.ticket_id
),

compared as (
    select source, minutes from expected
    union all
    select source, -{{ money('minutes_spent') }} from {{ ref('fct_support_tickets') }}
    where not coalesce(is_deleted, false)
)

select
    source,
    sum(minutes) as difference
from compared
group by source
having sum(minutes) <> 0
