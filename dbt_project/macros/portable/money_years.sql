{#- Sums of twelve months at the month-ends of a calendar year, of its months and of those of the year before. -#}

{#- In a select list: the sum of each month of a year, month_1 … month_12. Columns: month_of_year. -#}
{% macro month_sums(amount) -%}
    {%- for month in range(1, 13) -%}
        {{ money('sum(case when month_of_year = ' ~ month ~ ' then ' ~ amount ~ ' end)') }} as month_{{ month }}
        {{- ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- In a select list: the months of a year of int_tier_years, zero without any, as <year>_1 … <year>_12. -#}
{% macro months_or_zero(year) -%}
    {%- for month in range(1, 13) -%}
        coalesce({{ year }}.month_{{ month }}, 0) as {{ year }}_{{ month }}{{ ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#-
    Whether a price above 0 was earned in the twelve months up to the end of a month of the year. Columns:
    first_earned_month, last_earned_month_before.
-#}
{% macro earned_in_twelve_months(month) -%}
    coalesce(first_earned_month <= {{ month }}, false) or coalesce(last_earned_month_before > {{ month }}, false)
{%- endmacro %}


{#-
    In a select list: contribution_1 … contribution_12, of the twelve months up to the end of each month; null where no
    price was earned in them. Columns: those of months_or_zero and of earned_in_twelve_months.
-#}
{% macro twelve_month_sums() -%}
    {%- for month in range(1, 13) -%}
        {%- set amounts = [] -%}
        {%- for each in range(1, 13) -%}
            {%- do amounts.append(('this_year_' if each <= month else 'last_year_') ~ each) -%}
        {%- endfor -%}
        case
            when {{ earned_in_twelve_months(month) }} then {{ money(amounts | join(' + ')) }}
        end as contribution_{{ month }}
        {{- ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A query: the month-ends of int_tier_years with a contribution, and columns of their year. -#}
{% macro month_ends_of(years, columns) -%}
    {%- for month in range(1, 13) -%}
        select
            {{ columns | join(', ') }},
            year_number * 12 + {{ month }} as month_number,
            contribution_{{ month }} as contribution_12m
        from {{ years }}
        where contribution_{{ month }} is not null
        {{- '\n        union all\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
