-- The figures of an evaluation: views of one row each. Reads what evaluate.sql laid.

create or replace temp view evaluated_records as
select
    count(*) as judged,
    count(*) filter (where is_missing) as missing,
    count(distinct person_id) as persons,
    count(distinct customer_id) as customers
from judged;

create or replace temp view evaluated_pairs as
select
    (select sum(records * (records - 1) / 2) from shared_records) as correct,
    (
        select sum(size * (size - 1) / 2)
        from (select count(*) as size from judged group by customer_id)
    ) as found,
    (
        select sum(size * (size - 1) / 2)
        from (select count(*) as size from judged group by person_id)
    ) as true;

create or replace temp view evaluated_people as
with false_pairs as (
    select
        one.true_household_id is not distinct from other.true_household_id
        and one.true_household_id is not null as is_in_household
    from judged as one
    inner join judged as other on other.customer_id = one.customer_id and other.person_id > one.person_id
)

select
    (
        select count(*)
        from (select customer_id from shared_records group by customer_id having count(*) > 1)
    ) as mixed_customers,
    (
        select count(*)
        from (select person_id from shared_records group by person_id having count(*) > 1)
    ) as split_persons,
    (select count(*) from false_pairs) as false_pairs,
    (select count(*) from false_pairs where is_in_household) as false_pairs_in_household;

-- Pairs of different persons: found = of one household_id, true = of one true household.
create or replace temp view evaluated_households as
with found as (
    select distinct
        least(one.person_id, other.person_id) as person_a,
        greatest(one.person_id, other.person_id) as person_b,
        one.true_household_id = other.true_household_id as is_right
    from customer_persons as one
    inner join customer_persons as other
        on other.household_id = one.household_id and other.person_id > one.person_id
),

persons as (select distinct person_id, true_household_id from judged)

select
    (select count(*) from found where is_right) as correct,
    (select count(*) from found) as found,
    (
        select count(*)
        from persons as one
        inner join persons as other
            on other.true_household_id = one.true_household_id and other.person_id > one.person_id
    ) as true;

-- Devices of known persons: found = given to a customer, correct = to the right one.
create or replace temp view evaluated_devices as
with owned as (
    select truth.person_id, known.customer_id, customer_persons.person_id as owner_person_id
    from truth
    left join identity.record_customers as known
        on known.source = truth.source and known.entity = 'devices' and known.record_id = truth.record_id
    left join customer_persons using (customer_id)
    where truth.entity = 'devices'
)

select
    count(*) filter (where person_id = owner_person_id) as correct,
    count(customer_id) as found,
    count(*) filter (where person_id is not null) as true
from owned;
