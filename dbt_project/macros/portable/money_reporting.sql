{#- An amount in the reporting currency, at the rate that was joined to it. Null: there is no rate. -#}
{% macro in_reporting_currency(amount, currency, rate) -%}
    {{ money(
        'case when ' ~ currency ~ " = '" ~ var('reporting_currency') ~ "' then " ~ amount
        ~ ' else ' ~ times(amount, rate) ~ ' end'
    ) }}
{%- endmacro %}
