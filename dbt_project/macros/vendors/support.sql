{#- What a ticket is about: the value of its own field, else the first category among its tags. -#}
{% macro ticket_category(field_value, tags) -%}
    {%- set categories = ['delivery', 'billing', 'cancellation', 'complaint', 'content', 'technical'] -%}
    case
        when {{ field_value }} in ('{{ categories | join("', '") }}') then {{ field_value }}
        {%- for category in categories %}
        when {{ tags }} like '%"{{ category }}"%' then '{{ category }}'
        {%- endfor %}
    end
{%- endmacro %}


{#- A timestamp moved by minutes, a fraction of them included; null where the minutes are. -#}
{% macro add_minutes(timestamp, minutes) -%}
    {{ return(adapter.dispatch('add_minutes', 'kith')(timestamp, minutes)) }}
{%- endmacro %}

{% macro default__add_minutes(timestamp, minutes) -%}
    ({{ timestamp }} + to_seconds(cast({{ minutes }} * 60 as bigint)))
{%- endmacro %}

{% macro spark__add_minutes(timestamp, minutes) -%}
    ({{ timestamp }} + make_dt_interval(0, 0, 0, cast({{ minutes }} * 60 as decimal(18, 6))))
{%- endmacro %}
