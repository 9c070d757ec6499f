{#-
    A cost table: the publisher's own rows where the home has costs/<table>.csv, else all of the seed of that name.
    columns: name to type, in the order of the table.
-#}
{% macro home_or_seed(table, columns) -%}
    {%- set home_rows = source('raw_reference', table) -%}
    {%- set seed_rows = ref(table) -%}
    select
    {%- for name, type in columns.items() %}
        cast({{ name }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ home_rows }}

    union all

    select
    {%- for name, type in columns.items() %}
        cast({{ name }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ seed_rows }}
    where not exists (select 1 from {{ home_rows }})
{%- endmacro %}
