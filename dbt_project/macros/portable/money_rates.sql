{#-
    Facts with the cost rate that holds for each of them, as a query: all of their columns, then `columns` of the rate.
    A key that is '*' or empty in the rates fits any; the row that names the later keys exactly wins, then the latest
    valid_from. Worked out once per combination of keys and day, so that the facts need one plain join.
    facts: a relation with the key columns, of any case and null at times.
    on_day: a column of the facts, or an expression over them: the day whose rate counts.
    A `currency` of the rate becomes rate_currency: the reporting currency where the rate names none.
    kind: `left` keeps the facts for which no rate holds.
-#}
{% macro at_rates(facts, rates, on_day, keys, columns, kind='inner') -%}
    select
        facts.*
        {%- for column in columns %},
        {%- if column == 'currency' %}
        coalesce(nullif(rates.currency, ''), '{{ var("reporting_currency") }}') as rate_currency
        {%- else %}
        rates.{{ column }}
        {%- endif %}
        {%- endfor %}
    from {{ facts }} as facts
    {{ kind }} join (
        {{ matching_rates(facts, rates, on_day, keys, columns) }}
    ) as rates
        on {{ on_day }} = rates.rate_day
        {%- for key in keys %}
        and {{ rate_key('facts.' ~ key) }} = rates.{{ key }}
        {%- endfor %}
{%- endmacro %}


{#- One row per combination of keys and day that the facts have: the rate that holds for it. -#}
{% macro matching_rates(facts, rates, on_day, keys, columns) -%}
    select {{ keys | join(', ') }}, rate_day, {{ columns | join(', ') }}
    from (
        select
            asked.*,
            {%- for column in columns %}
            rates.{{ column }},
            {%- endfor %}
            row_number() over (
                partition by {% for key in keys %}asked.{{ key }}, {% endfor %}asked.rate_day
                order by
                    {%- for key in keys | reverse %}
                    case when {{ rate_key('rates.' ~ key) }} = asked.{{ key }} then 0 else 1 end asc nulls last,
                    {%- endfor %}
                    rates.valid_from desc nulls last
            ) as preference
        from (
            select distinct
                {%- for key in keys %}
                {{ rate_key(key) }} as {{ key }},
                {%- endfor %}
                {{ on_day }} as rate_day
            from {{ facts }}
        ) as asked
        inner join {{ rates }} as rates
            on rates.valid_from <= asked.rate_day
            {%- for key in keys %}
            and {{ rate_key('rates.' ~ key) }} in ('', '*', asked.{{ key }})
            {%- endfor %}
    ) as candidates
    where preference = 1
{%- endmacro %}


{#- A key of a cost rate as it is compared: lower case, empty where absent. -#}
{% macro rate_key(column) -%}
    lower(coalesce({{ column }}, ''))
{%- endmacro %}


{#-
    The two parts of a payment fee, as a query: a share of what was charged, in its currency, and a fixed amount.
    rated: charged_amount, currency, and from the cost table percentage, fixed_amount, rate_currency.
-#}
{% macro fee_parts(rated) -%}
    select
        *,
        'fee' as part,
        charged_amount as quantity,
        currency as fee_currency,
        -({{ times('charged_amount', 'percentage') }}) as amount
    from {{ rated }}
    where charged_amount > 0
    union all
    select *, 'fixed_fee', 1, rate_currency, -fixed_amount
    from {{ rated }}
    where charged_amount > 0
{%- endmacro %}
