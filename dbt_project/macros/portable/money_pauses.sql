{#-
    Days of a pause between two days; 0 where there is none. Columns of the relation: pause_start_at, pause_end_at, UTC.
    A term is served after a pause as long as it would have been without one.
-#}
{% macro paused_days(from_day, to_day) -%}
    case
        when pause_start_at is null then 0
        else greatest({{ days_between(
            'greatest(' ~ from_day ~ ', ' ~ local_date('pause_start_at') ~ ')',
            'least(' ~ to_day ~ ', ' ~ local_date('pause_end_at') ~ ')'
        ) }}, 0)
    end
{%- endmacro %}


{#- The end of a period that was fixed before its pause: as many days later as the pause has from the start on. -#}
{% macro after_pause(start_at, end_at) -%}
    case
        when pause_start_at < {{ end_at }} and pause_end_at > {{ start_at }}
            then {{ add_local_days(end_at, paused_days(local_date(start_at), local_date('pause_end_at'))) }}
        else {{ end_at }}
    end
{%- endmacro %}


{#-
    Payments that were given back altogether, as a query: the local day on which nothing of it was left, and whether all
    that was paid came back: then nobody has paid for a term.
-#}
{% macro settled_payments(refunds) -%}
    select
        source,
        payment_id,
        min(refunded_date) as settled_date,
        max(case when is_all_paid_back then 1 else 0 end) = 1 as is_all_paid_back
    from {{ refunds }}
    where is_end_of_service
    group by source, payment_id
{%- endmacro %}


{#- Days of a period that are served up to one of its calendar days, both counted from its start. -#}
{% macro served_days(calendar_day) -%}
    {{ calendar_day }} - least(greatest({{ calendar_day }} - pause_from, 0), pause_days)
{%- endmacro %}


{#-
    The calendar day on which an issue comes out, the first being number 0. Columns: service_start, issue_count,
    days_of_service (without the pause), pause_start_at and pause_end_at.
-#}
{% macro day_of_issue(issue) -%}
    {%- set days = whole_quotient('(' ~ issue ~ ') * days_of_service', 'issue_count') -%}
    cast({{ add_days('service_start', days ~ ' + case
            when ' ~ add_days('service_start', days) ~ ' >= ' ~ local_date('pause_start_at')
            ~ ' then ' ~ paused_days('service_start', 'service_end') ~ ' else 0
        end') }} as date)
{%- endmacro %}


{#- Whether a ledger entry has a period, and one that ends on a later local day than it begins. -#}
{% macro is_served_over_days() -%}
    case
        when service_end_at is null then false
        else coalesce({{ local_date('service_end_at') }} > {{ local_date('service_start_at') }}, false)
    end
{%- endmacro %}


{#-
    Ledger entries with the period that they are earned in, as a query: its first day, its days on the calendar and
    without the pause, and its units: issues where their number is known (of no issues nothing is known), else days.
    Of a refund only what takes back money not yet earned has a period; the rest counts on its day. calendar_days is null
    or below 1 where an entry has no period, or one that ends on the local day it begins: that is earned when booked.
    A period whose payment was given back altogether ends with that day (settled_date), and with it all units are done.
-#}
{% macro served_periods(entries) -%}
    select
        *,
        coalesce(issues, total_days) as total_units,
        {{ is_served_over_days() }} as is_spread,
        case when settled_date < agreed_start then settled_date else agreed_start end as service_start,
        case
            when settled_date is null then agreed_days
            else least(agreed_days, greatest({{ days_between('agreed_start', 'settled_date') }}, 0) + 1)
        end as calendar_days
    from (
        select
            *,
            -- a pause of the whole period leaves no day to earn anything on: then it counts as none
            case when paused_days < agreed_days then paused_days else 0 end as pause_days,
            agreed_days - case when paused_days < agreed_days then paused_days else 0 end as total_days
        from (
            select
                *,
                nullif(issue_count, 0) as issues,
                {{ local_date('service_start_at') }} as agreed_start,
                {{ days_between(local_date('service_start_at'), local_date('service_end_at')) }} as agreed_days,
                {{ paused_days(local_date('service_start_at'), local_date('service_end_at')) }} as paused_days,
                coalesce(greatest({{ days_between(
                    local_date('service_start_at'), local_date('coalesce(pause_start_at, service_start_at)')
                ) }}, 0), 0) as pause_from,
                coalesce(unearned_amount, amount) as spread_amount,
                case
                    when unearned_amount is null then reporting_amount else reporting_unearned_amount
                end as spread_reporting_amount
            from {{ entries }}
        ) as served
    ) as unpaused
{%- endmacro %}


{#- Units of a period that are done before a day. Columns: those of served_periods. -#}
{% macro units_before(day) -%}
    {%- set calendar_day = 'greatest(' ~ days_between('service_start', day) ~ ', 0)' -%}
    case
        when {{ days_between('service_start', day) }} >= calendar_days then total_units
        else {{ service_units('(' ~ served_days(calendar_day) ~ ')', 'total_days', 'issues') }}
    end
{%- endmacro %}
