{#- How many took a step of the funnel in a month: a column of rpt_funnel, from int_funnel_steps. -#}
{% macro taken(step) -%}
    sum(case when steps.step = '{{ step }}' then steps.quantity end)
{%- endmacro %}


{#- A rate of rpt_churn: what of those paid at the month's start it lost, once nobody's grace runs any more. -#}
{% macro churn_share(lost) -%}
    cast(case when is_settled then {{ exact_share(lost, 'paid_at_start') }} end as decimal(12, 6))
{%- endmacro %}
