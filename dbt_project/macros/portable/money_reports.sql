{#- What one of the two years that int_product_years compares, `before` or `now`, earned of some entry types. -#}
{% macro earned_of(entry_types, year) -%}
    {{ money(
        "coalesce(sum(case when counted.entry_type in ('" ~ entry_types | join("', '") ~ "') then earned.amount_"
        ~ year ~ " end), 0)"
    ) }}
{%- endmacro %}


{#- How many took a step of the funnel in a month: a column of rpt_funnel, from int_funnel_steps. -#}
{% macro taken(step) -%}
    sum(case when steps.step = '{{ step }}' then steps.quantity end)
{%- endmacro %}
