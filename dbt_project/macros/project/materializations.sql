{#-
    Views and tables in one statement each. dbt's own build under another name, rename twice and drop, to spare readers
    a gap; nobody reads the private warehouse while it is built, and every macro call costs a hundredth of a second.
-#}
{% materialization view, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='view') -%}
    {% call statement('main') -%}
        {% if existing is not none and existing.type != 'view' %}drop {{ existing.type }} {{ existing }};{% endif %}
        create or replace view {{ target }} as (
            {{ sql }}
        );
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {% call statement('main') -%}
        {% if existing is not none %}drop {{ existing.type }} {{ existing }};{% endif %}
        {{ create_table_as(False, target, compiled_code, 'sql') }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
