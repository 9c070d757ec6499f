-- Pairs of persons (clusters) who live together: they share an identifier that a first-name guard kept from joining
-- them, or the address where each of them lives now. strength: 3 one surname at one address, 2 an identifier, 1 an
-- address alone. Reads stopped_edges, clusters, people, records. Writes household_links.

create or replace temp table household_links as
with persons as (
    select
        clusters.cluster,
        people.record_number,
        -- as numbers, since they are only asked to be equal
        text_key(people.last_name) as last_name,
        text_key(people.address_key) as address_key,
        records.written_at
    from people
    inner join clusters using (record_number)
    inner join records using (record_number)
    where people.customer_kind = 'person'
),

-- nearly all have one address
moved as (
    select cluster, max(written_at) filter (where address_key is not null) as written_at
    from persons
    group by cluster
    having min(address_key) < max(address_key)
),

-- who bought a house does not live with who sold it
addresses as (
    select distinct persons.cluster, persons.last_name, persons.address_key
    from persons
    left join moved using (cluster)
    where
        persons.address_key is not null
        and (moved.cluster is null or persons.written_at is not distinct from moved.written_at)
),

shared as (
    select distinct one.cluster as cluster_a, other.cluster as cluster_b
    from stopped_edges
    inner join persons as one on one.record_number = stopped_edges.record_a
    inner join persons as other on other.record_number = stopped_edges.record_b
    inner join people as called on called.record_number = stopped_edges.record_a
    inner join people as other_called on other_called.record_number = stopped_edges.record_b
    where
        one.cluster <> other.cluster
        and (
            list_contains(getvariable('household_guards'), stopped_edges.guard)
            -- who says that two are two people does not say that they live apart
            or (stopped_edges.guard = 'decided_never' and called.first_name <> other_called.first_name)
        )
),

homes as (
    select
        cluster,
        list(distinct last_name) filter (where last_name is not null) as last_names,
        list(distinct address_key) filter (where address_key is not null) as address_keys
    from (
        select cluster, last_name, null as address_key from persons
        union all
        select cluster, null as last_name, address_key from addresses
    )
    semi join (select cluster_a as cluster from shared union all select cluster_b from shared) as sharing using (cluster)
    group by cluster
),

-- colleagues share a phone too: two surnames at two addresses are no household
believed as (
    select shared.cluster_a, shared.cluster_b
    from shared
    inner join homes as one on one.cluster = shared.cluster_a
    inner join homes as other on other.cluster = shared.cluster_b
    where
        list_has_any(one.last_names, other.last_names)
        or list_has_any(one.address_keys, other.address_keys)
        or coalesce(len(one.last_names), 0) = 0
        or coalesce(len(other.last_names), 0) = 0
        or coalesce(len(one.address_keys), 0) = 0
        or coalesce(len(other.address_keys), 0) = 0
),

-- addresses of two people or more; nearly all have one, and need no more work
crowds as (
    select address_key
    from addresses
    group by address_key
    having min(cluster) < max(cluster)
),

residents as (
    select address_key, last_name, cluster
    from addresses
    semi join crowds using (address_key)
),

of_one_surname as (
    select cluster, min(cluster) over (partition by last_name, address_key) as first_cluster
    from residents
    where last_name is not null
    qualify count(*) over (partition by last_name, address_key) <= getvariable('household_cap')
),

-- couples keep their names: few enough people at one address are one household whatever they are called
of_one_address as (
    select cluster, min(cluster) over (partition by address_key) as first_cluster
    from (select distinct address_key, cluster from residents)
    qualify count(*) over (partition by address_key) <= getvariable('address_cap')
)

select cluster_a, cluster_b, 2 as strength from believed
union all
select first_cluster as cluster_a, cluster as cluster_b, 3 as strength
from of_one_surname
where first_cluster <> cluster
union all
select first_cluster as cluster_a, cluster as cluster_b, 1 as strength
from of_one_address
where first_cluster <> cluster;
