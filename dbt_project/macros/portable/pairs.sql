{#- CTEs that end in `pairs`: of the candidates (ended_number, next_number, days_apart) each number that ended with one
    that goes on after it, each once, the nearest first; of several on the same days the nth with the nth. Who chose a
    partner that another had taken chooses again: three turns leave next to nobody. -#}
{% macro pairs_of(candidates, turns=3) -%}
{%- for turn in range(1, turns + 1) %}
ranked_{{ turn }} as (
    select
        ended_number,
        next_number,
        days_apart,
        row_number() over (
            partition by next_number order by days_apart asc nulls last, ended_number asc nulls last
        ) as place,
        row_number() over (
            partition by ended_number order by days_apart asc nulls last, next_number asc nulls last
        ) as next_place
    from {{ candidates if turn == 1 else 'ranked_' ~ (turn - 1) }}
    {%- if turn > 1 %}
    where
        ended_number not in (select ended_number from pairs_{{ turn - 1 }})
        and next_number not in (select next_number from pairs_{{ turn - 1 }})
    {%- endif %}
),

alike_{{ turn }} as (
    select
        ended_number,
        next_number,
        place,
        min(place) over (partition by ended_number) as least_place,
        min(place) over (partition by next_number) as least_next_place
    from ranked_{{ turn }}
    where place = next_place
),

pairs_{{ turn }} as (
    select ended_number, next_number from alike_{{ turn }}
    where place = least_place and place = least_next_place
),
{% endfor %}
pairs as (
{%- for turn in range(1, turns + 1) %}
    select ended_number, next_number from pairs_{{ turn }}
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
)
{%- endmacro %}
