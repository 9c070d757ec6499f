{#-
    The rows of a raw table that count: raw keeps every version, and the loader writes the losers into ops.outdated_rows.
    Staging and reconciliation read that one list, so they cannot disagree about which version is current.
    No left join: behind one with an empty table DuckDB 2.0.0 takes sum(coalesce(amount, 0)) for 0 where it is compared.
-#}
{% macro current_rows(raw_relation) -%}
    select raw_rows.*
    from {{ raw_relation }} as raw_rows
    where not exists (
        select 1 from {{ source('ops', 'outdated_rows') }} as outdated_rows
        where outdated_rows.raw_table = '{{ raw_relation.schema }}.{{ raw_relation.identifier }}'
            and outdated_rows.load_key = raw_rows.load_key
            and outdated_rows.load_row_number = raw_rows.load_row_number
    )
{%- endmacro %}
