-- Truth beside what identity says. Reads truth (source, entity, record_id, person_id, household_id) and schema
-- identity. Writes judged, one row per true profile record (one that identity does not know stands alone),
-- shared_records, customer_persons and evidence_nodes.

create or replace temp table judged as
select
    truth.source,
    truth.record_id,
    truth.person_id,
    truth.household_id as true_household_id,
    coalesce(known.customer_id, 'missing|' || truth.source || '|' || truth.record_id) as customer_id,
    known.customer_id is null as is_missing,
    customers.household_id
from truth
left join identity.record_customers as known
    on known.source = truth.source and known.entity = truth.entity and known.record_id = truth.record_id
left join identity.customers as customers on customers.customer_id = known.customer_id
where truth.entity = 'profiles' and truth.person_id is not null;

create or replace temp table shared_records as
select
    customer_id,
    person_id,
    records,
    sum(records) over (partition by customer_id) as customer_records,
    sum(records) over (partition by person_id) as person_records
from (select customer_id, person_id, count(*) as records from judged group by customer_id, person_id);

-- Whom a customer mostly is; ties go to the smaller person_id.
create or replace temp table customer_persons as
select
    shared_records.customer_id, shared_records.person_id, any_value(judged.true_household_id) as true_household_id,
    any_value(judged.household_id) as household_id
from shared_records
inner join judged using (customer_id, person_id)
group by shared_records.customer_id, shared_records.person_id
qualify row_number() over (
    partition by shared_records.customer_id order by count(*) desc, shared_records.person_id
) = 1;

-- What shared evidence could join: records and values of one person, as two kinds of node.
create or replace temp table evidence_nodes as
with own as (
    select truth.person_id, truth.source, truth.entity, truth.record_id,
        identifiers.identifier_kind, identifiers.identifier_value
    from truth
    inner join identity.identifiers as identifiers
        on identifiers.source = truth.source and identifiers.entity = truth.entity
        and identifiers.record_id = truth.record_id
    where identifiers.status <> 'placeholder' and truth.person_id is not null
)

select
    dense_rank() over (order by person_id, source, entity, record_id) * 2 as record_node,
    dense_rank() over (order by person_id, identifier_kind, identifier_value) * 2 + 1 as value_node,
    person_id,
    source,
    entity,
    record_id
from own;
