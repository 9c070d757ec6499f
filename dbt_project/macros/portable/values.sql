{#- Money is DECIMAL(18,4), never a float. -#}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 4))
{%- endmacro %}


{#- Hex SHA-256 of a text; null stays null. -#}
{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch('sha256_hex', 'kith')(text)) }}
{%- endmacro %}

{% macro default__sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro spark__sha256_hex(text) -%}
    sha2({{ text }}, 256)
{%- endmacro %}


{#- Aggregate: the texts of a group joined by separator in the order of `order` (an expression, ascending); nulls are left out. -#}
{% macro string_list(column, separator, order) -%}
    {{ return(adapter.dispatch('string_list', 'kith')(column, separator, order)) }}
{%- endmacro %}

{% macro default__string_list(column, separator, order) -%}
    string_agg({{ column }}, '{{ separator }}' order by {{ order }} asc nulls last)
{%- endmacro %}

{% macro spark__string_list(column, separator, order) -%}
    array_join(
        transform(
            array_sort(collect_list(case when {{ column }} is not null then struct({{ order }} as place, {{ column }} as part) end)),
            entry -> entry.part
        ),
        '{{ separator }}'
    )
{%- endmacro %}


{#- The n-th part of a URL: 'path' without query and fragment, or 'host'. -#}
{% macro url_part(url, part) -%}
    {%- if part == 'host' -%}
    lower(split_part(split_part(split_part({{ url }}, '://', 2), '/', 1), '?', 1))
    {%- else -%}
    split_part(split_part({{ url }}, '?', 1), '#', 1)
    {%- endif -%}
{%- endmacro %}


{#- Whether a host belongs to one of some names: www.google.co.uk is google's, notgoogle.com is not. -#}
{% macro is_host_of(host, names) -%}
    (
        {%- for name in names %}
        concat('.', {{ host }}) like '%.{{ name }}.%'
        {%- if not loop.last %} or{% endif %}
        {%- endfor %}
    )
{%- endmacro %}


{#- An amount as text, in cents: '12.50'. -#}
{% macro cents_text(amount) -%}
    cast(cast({{ amount }} as decimal(18, 2)) as varchar(30))
{%- endmacro %}


{#- Aggregate: the value that all rows of a group share, nulls aside; null where they differ. -#}
{% macro only_value(column) -%}
    case when min({{ column }}) = max({{ column }}) then min({{ column }}) end
{%- endmacro %}
