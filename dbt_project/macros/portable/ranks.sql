{#- Which fifth of its group a value lies in, 1 the lowest: by how many have less, so that equal values stand equal. -#}
{% macro fifth_of(value, group) -%}
    cast(1 + {{ whole_quotient(
        '5 * (rank() over (partition by ' ~ group ~ ' order by ' ~ value ~ ' asc nulls last) - 1)',
        'count(*) over (partition by ' ~ group ~ ')'
    ) }} as integer)
{%- endmacro %}
