{#- A text without its outer blanks; null where nothing is left. -#}
{% macro filled(text) -%}
    nullif(trim({{ text }}), '')
{%- endmacro %}


{#- True where a JSON path holds true, as a value or as the word, which is all that metadata can hold. -#}
{% macro json_flag(column, path) -%}
    coalesce(lower({{ json_text(column, path) }}) in ('true', '1', 'yes'), false)
{%- endmacro %}


{#- Two lines of a street as one. -#}
{% macro street(first_line, second_line) -%}
    {{ filled("coalesce(" ~ first_line ~ ", '') || ' ' || coalesce(" ~ second_line ~ ", '')") }}
{%- endmacro %}


{#- What a sender can show of a confirmed opt-in: when, and from which address; null where neither is known. -#}
{% macro opt_in_proof(ip, confirmed_at) -%}
    case
        when {{ confirmed_at }} is not null
            then 'opted in at ' || cast({{ confirmed_at }} as varchar(30))
                || coalesce(' from ' || {{ filled(ip) }}, '')
    end
{%- endmacro %}


{#- A word of a vendor's free choice where it is one of the canonical ones; null otherwise, so that no new word gets into a mart. -#}
{% macro one_of(text, words) -%}
    case when {{ text }} in ('{{ words | join("', '") }}') then {{ text }} end
{%- endmacro %}


{% macro product_kinds() -%}
    {{ return(['subscription', 'newsletter', 'archive', 'event', 'membership', 'donation', 'merchandise']) }}
{%- endmacro %}
