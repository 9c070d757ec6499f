{#- Whether a time can be believed: clocks that were never set say 1970, and nothing counts from as_of's midnight on. -#}
{% macro is_plausible(timestamp) -%}
    ({{ timestamp }} >= cast('1971-01-01 00:00:00' as timestamp) and {{ timestamp }} < {{ as_of_instant() }})
{%- endmacro %}
