{#- What int_product_years earned of one kind (list, discount, refund) in one of the years that it compares. -#}
{% macro earned_of(kind, amount) -%}
    {{ money("coalesce(sum(case when kind = '" ~ kind ~ "' then " ~ amount ~ " end), 0)") }}
{%- endmacro %}


{#- How many took a step of the funnel in a month: a column of rpt_funnel, from int_funnel_steps. -#}
{% macro taken(step) -%}
    sum(case when steps.step = '{{ step }}' then steps.quantity end)
{%- endmacro %}
