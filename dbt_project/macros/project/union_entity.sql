{#-
    One shape per entity, whatever the source. The first branch is stg_files__<entity>, which has every column of the
    entity's contract; a column that another branch lacks becomes a null of the contract's type there.
    A column added to the contract therefore flows through without a change here.
    relations: list of refs, stg_files__<entity> first.
-#}
{% macro union_entity(relations) -%}
    {%- if not execute -%}
    select * from {{ relations[0] }}
    {%- else -%}
    {%- set contract = entity_columns(relations[0]) -%}
    {%- for relation in relations %}
    {%- set columns = contract if loop.first else relation_columns(relation) -%}
    {%- set present = columns | map(attribute='name') | map('lower') | list %}
    {%- if not loop.first %}

    union all

    {% endif %}select
        {%- for column in contract %}
        cast({{ column.name if column.name | lower in present else 'null' }} as {{ column.dtype | lower }}) as {{ column.name | lower }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- endfor %}
    {%- endif %}
{%- endmacro %}


{#- The columns of the contract: what a raw table has, without what the loader adds to find its way. -#}
{% macro entity_columns(relation) -%}
    {%- set columns = [] -%}
    {%- for column in relation_columns(relation) -%}
        {%- set name = column.name | lower -%}
        {%- if not name.startswith('load') and not name.startswith('_dlt') -%}
            {%- do columns.append(column) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not columns -%}
        {{ exceptions.raise_compiler_error(relation ~ ' has no columns: prepare the warehouse before dbt runs') }}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}


{#-
    Name and type of a relation's columns, by describing a query on it. adapter.get_columns_in_relation builds a whole
    macro context for each call, 20 CPU-ms, and is asked some forty times a run.
-#}
{% macro relation_columns(relation) -%}
    {{ return(adapter.get_column_schema_from_query('select * from ' ~ relation)) }}
{%- endmacro %}


{#- The names of a relation's contract columns, but for those that the caller computes itself, as a select list. -#}
{% macro other_columns(relation, computed) -%}
    {%- if execute -%}
    {%- for column in entity_columns(relation) if column.name | lower not in computed -%}
    {{ column.name | lower }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
    {%- else -%}
    *
    {%- endif -%}
{%- endmacro %}
