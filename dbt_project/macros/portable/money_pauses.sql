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
            then {{ add_days(end_at, paused_days(local_date(start_at), local_date('pause_end_at'))) }}
        else {{ end_at }}
    end
{%- endmacro %}


{#- Days of a period that are served up to one of its calendar days, both counted from its start. -#}
{% macro served_days(calendar_day) -%}
    {{ calendar_day }} - least(greatest({{ calendar_day }} - pause_from, 0), pause_days)
{%- endmacro %}
