-- Every person has a household, alone or not; it is named after the oldest customer_id in it. Organisations have none.

create or replace temp table household_ids as
with persons as (
    select distinct clusters.cluster
    from clusters
    inner join people using (record_number)
    where people.customer_kind = 'person'
),

housed as (
    select persons.cluster, coalesce(household_components.household, persons.cluster) as household
    from persons
    left join household_components using (cluster)
),

oldest as (
    select housed.household, cluster_ids.customer_id
    from housed
    inner join cluster_ids using (cluster)
    inner join registry using (customer_id)
    qualify row_number() over (
        partition by housed.household
        order by registry.minted_run_number, registry.founding_seen_at nulls last,
            registry.minted_source, registry.minted_record_id, registry.generation
    ) = 1
)

select housed.cluster, 'h_' || left(keyed_hash('household|' || oldest.customer_id), 20) as household_id
from housed
inner join oldest using (household);
