{#-
    The end of a data test that works rated costs out again: one row per (source, entry_type, thing, currency) that
    differs. It looks rates up in another way than matching_rates, so that a slip in either shows. Reads three CTEs:
    charges  cost, entry_type, source, thing, currency (null: the rate's), first_key, second_key, third_key, rate_day,
             quantity, units (what the rate is multiplied with; below zero for a cost)
    rates    cost, first_key, second_key, third_key, valid_from, rate, currency (null: the reporting currency)
    booked   entry_type, source, thing, currency, quantity, amount: the ledger's entries
    Quantities are equal; amounts differ by no more than what rounding each entry to four decimals can do. The difference
    is a decimal of six digits: half of the fourth is then a tie, not a tie and the noise of a part of a month.
-#}
{% macro differing_from_rates() -%}
    {%- set keys = ['first_key', 'second_key', 'third_key'] -%}
asked as (
    select distinct
        cost,
        {%- for key in keys %}
        lower(coalesce({{ key }}, '')) as {{ key }},
        {%- endfor %}
        rate_day
    from charges
),

-- Of all rates that fit, the one that names most, a key further right before all left of it; then the latest.
in_force as (
    select
        asked.cost,
        {{ keys | map('replace', '', 'asked.', 1) | join(', ') }},
        asked.rate_day,
        max_by(rates.rate, {{ rate_rank(keys) }}) as rate,
        max_by(
            coalesce(nullif(rates.currency, ''), '{{ var("reporting_currency") }}'), {{ rate_rank(keys) }}
        ) as currency
    from asked
    inner join rates
        on asked.cost = rates.cost
        and asked.rate_day >= rates.valid_from
        {%- for key in keys %}
        and (lower(rates.{{ key }}) = asked.{{ key }} or coalesce(rates.{{ key }}, '') in ('', '*'))
        {%- endfor %}
    group by asked.cost, {{ keys | map('replace', '', 'asked.', 1) | join(', ') }}, asked.rate_day
),

rated as (
    select
        charges.source,
        charges.entry_type,
        charges.thing,
        coalesce(charges.currency, in_force.currency) as currency,
        charges.quantity,
        cast(charges.units as decimal(28, 10)) * in_force.rate as amount
    from charges
    inner join in_force
        on charges.cost = in_force.cost
        {%- for key in keys %}
        and lower(coalesce(charges.{{ key }}, '')) = in_force.{{ key }}
        {%- endfor %}
        and charges.rate_day = in_force.rate_day
),

compared as (
    select source, entry_type, thing, currency, quantity, amount, 0 as entries from rated
    where amount <> 0
    union all
    select source, entry_type, thing, currency, -quantity, -amount, 1 from booked
)

select
    source,
    entry_type,
    thing,
    currency,
    sum(quantity) as quantity_difference,
    sum(amount) as amount_difference
from compared
group by source, entry_type, thing, currency
having sum(quantity) <> 0 or abs(cast(sum(amount) as decimal(38, 6))) > 0.00005 * sum(entries)
{%- endmacro %}


{#- How well a rate fits what is asked: 4, 2 and 1 for the keys it names, from the right; days to tell equals apart. -#}
{% macro rate_rank(keys) -%}
    1000000 * (
        {%- for key in keys %}
        {{ 2 ** loop.index0 }} * case when lower(coalesce(rates.{{ key }}, '')) = asked.{{ key }} then 1 else 0 end
        {{- ' + ' if not loop.last }}
        {%- endfor %}
    ) + {{ days_between("cast('1970-01-01' as date)", 'rates.valid_from') }}
{%- endmacro %}


{#- How many uses of a cost table find no rate in it, as one row (lacking, uses). facts: the keys, used_on, uses. -#}
{% macro without_rates(facts, table, keys) -%}
    select 'costs/{{ table }}.csv' as lacking, sum(uses) as uses
    from (
        {{ at_rates(facts, ref('stg_reference__' ~ table), 'used_on', keys, ['valid_from'], kind='left') }}
    ) as rated_{{ facts }}
    where valid_from is null
{%- endmacro %}


{#- Uses of the keys that some row of a cost table fits, on whatever day. uses: a relation of the key and used_on. -#}
{% macro uses_of_listed(uses, table, key) -%}
    select uses.{{ key }}, uses.used_on, count(*) as uses
    from {{ uses }} as uses
    where
        {{ rate_key('uses.' ~ key) }} in (select {{ rate_key(key) }} from {{ ref('stg_reference__' ~ table) }})
        or (select count(*) from {{ ref('stg_reference__' ~ table) }} where {{ rate_key(key) }} in ('', '*')) > 0
    group by uses.{{ key }}, uses.used_on
{%- endmacro %}
