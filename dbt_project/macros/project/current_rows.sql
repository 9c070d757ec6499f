{#-
    The rows of a raw table that count: raw keeps every version, and the loader writes the losers into ops.outdated_rows.
    Staging and reconciliation read that one list, so they cannot disagree about which version is current.
-#}
{% macro current_rows(raw_relation) -%}
    select raw_rows.*
    from {{ raw_relation }} as raw_rows
    left join {{ source('ops', 'outdated_rows') }} as outdated_rows
        on outdated_rows.raw_table = '{{ raw_relation.schema }}.{{ raw_relation.identifier }}'
        and outdated_rows.load_key = raw_rows.load_key
        and outdated_rows.load_row_number = raw_rows.load_row_number
    where outdated_rows.load_key is null
{%- endmacro %}
