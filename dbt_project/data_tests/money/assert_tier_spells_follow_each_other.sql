-- Spells of a customer have no gap, no overlap and no change to the same tier; they begin on the first of a month.
{{ config(meta={'finding': "{count} spells of customers in a tier leave a gap, overlap or change nothing"}) }}
with

spells as (
    select
        *,
        lead(valid_from) over (partition by customer_id order by valid_from asc nulls last) as next_valid_from,
        lead(value_tier) over (partition by customer_id order by valid_from asc nulls last) as next_value_tier
    from {{ ref('dim_customer_tier_history') }}
)

select *
from spells
where
    valid_to is distinct from next_valid_from
    or value_tier = next_value_tier
    or extract(day from valid_from) <> 1
    or valid_from > {{ as_of_date() }}
