{#- An amount in the reporting currency, at the rate that was joined to it. Null: there is no rate. -#}
{% macro in_reporting_currency(amount, currency, rate) -%}
    {{ money(
        'case when ' ~ currency ~ " = '" ~ var('reporting_currency') ~ "' then " ~ amount
        ~ ' else ' ~ times(amount, rate) ~ ' end'
    ) }}
{%- endmacro %}


{#- Aggregate: the sum of amounts that share a currency; null where they are of two, since their sum is no money. -#}
{% macro sum_in_one_currency(amount, currency='currency') -%}
    case when min({{ currency }}) = max({{ currency }}) then sum({{ amount }}) end
{%- endmacro %}
