{#-
    The cost rate that holds for each combination of keys on each day, as a query: keys, rate_day, then `values`.
    A key that is '*' or empty in the rates fits any; the row that names the later keys exactly wins, then the latest
    valid_from. Worked out once per distinct combination, so that the facts need one plain join.
    facts: a relation with the key columns (coalesced and lower-cased through rate_key) and rate_day.
-#}
{% macro matching_rates(facts, rates, keys, columns) -%}
    select
        {{ keys | map('string') | join(', ') }}{{ ',' if keys }}
        rate_day,
        {{ columns | join(', ') }}
    from (
        select
            {%- for key in keys %}
            facts.{{ key }},
            {%- endfor %}
            facts.rate_day,
            {%- for column in columns %}
            rates.{{ column }},
            {%- endfor %}
            row_number() over (
                partition by {% for key in keys %}facts.{{ key }}, {% endfor %}facts.rate_day
                order by
                    {%- for key in keys | reverse %}
                    case when {{ rate_key('rates.' ~ key) }} = facts.{{ key }} then 0 else 1 end asc nulls last,
                    {%- endfor %}
                    cast(rates.valid_from as date) desc nulls last
            ) as preference
        from (select distinct {% for key in keys %}{{ key }}, {% endfor %}rate_day from {{ facts }}) as facts
        inner join {{ rates }} as rates
            on cast(rates.valid_from as date) <= facts.rate_day
            {%- for key in keys %}
            and {{ rate_key('rates.' ~ key) }} in ('', '*', facts.{{ key }})
            {%- endfor %}
    ) as candidates
    where preference = 1
{%- endmacro %}


{#- A key of a cost rate as it is compared: lower case, empty where absent. -#}
{% macro rate_key(column) -%}
    lower(coalesce({{ column }}, ''))
{%- endmacro %}


{#- The currency of a cost rate: the reporting currency where none is given. -#}
{% macro rate_currency(column) -%}
    coalesce(nullif({{ column }}, ''), '{{ var("reporting_currency") }}')
{%- endmacro %}
