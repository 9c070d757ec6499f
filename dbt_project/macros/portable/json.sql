{#- Text at a JSON path ('$.a.b') of a JSON or text column; null where the path is absent. -#}
{% macro json_text(column, path) -%}
    {{ return(adapter.dispatch('json_text', 'kith')(column, path)) }}
{%- endmacro %}

{% macro default__json_text(column, path) -%}
    json_extract_string({{ column }}, '{{ path }}')
{%- endmacro %}

{% macro spark__json_text(column, path) -%}
    get_json_object({{ column }}, '{{ path }}')
{%- endmacro %}


{#-
    The elements of a JSON array, as a relation to stand after `from parent cross join`: alias elements, column element.
    An absent or empty array gives no row.
-#}
{% macro unnest_json(column) -%}
    {{ return(adapter.dispatch('unnest_json', 'kith')(column)) }}
{%- endmacro %}

{% macro default__unnest_json(column) -%}
    unnest(from_json({{ column }}, '["json"]')) as elements(element)
{%- endmacro %}

{% macro spark__unnest_json(column) -%}
    lateral explode(from_json({{ column }}, 'array<string>')) as elements(element)
{%- endmacro %}
