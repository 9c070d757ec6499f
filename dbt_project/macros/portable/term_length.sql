{#- The length of a subscription's terms in words, from its term_months and term_issues: '12 months', '26 issues'. -#}
{% macro term_length(relation) -%}
    case
        when {{ relation }}.term_months = 1 then '1 month'
        when {{ relation }}.term_months > 1 then concat({{ relation }}.term_months, ' months')
        when {{ relation }}.term_issues = 1 then '1 issue'
        when {{ relation }}.term_issues > 1 then concat({{ relation }}.term_issues, ' issues')
        else 'unknown'
    end
{%- endmacro %}
