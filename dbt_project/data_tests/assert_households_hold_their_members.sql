-- People share a household and stay who they are; each lives in one, and no organisation does.
{{ config(meta={'finding': "{count} households do not hold the people who live in them"}) }}
with

people as (
    select
        household_id,
        sum(case when customer_kind = 'person' then 1 else 0 end) as person_count,
        count(*) as customer_count
    from {{ ref('dim_customers') }}
    where household_id is not null or customer_kind = 'person'
    group by household_id
),

households as (
    select * from {{ ref('dim_households') }}
)

select
    people.household_id,
    people.customer_count,
    households.member_count
from people
full outer join households on people.household_id = households.household_id
where
    people.household_id is null
    or households.household_id is null
    or people.person_count <> people.customer_count
    or people.customer_count <> households.member_count
