-- Pairs of persons (clusters) who live together: they share an identifier that a first-name guard kept from joining
-- them, or an address. Reads stopped_edges, clusters, people. Writes household_links.

create or replace temp table household_links as
with persons as (
    select clusters.cluster, people.record_number, people.last_name, people.address_key, people.source
    from people
    inner join clusters using (record_number)
    where people.customer_kind = 'person'
),

shared as (
    select distinct one.cluster as cluster_a, other.cluster as cluster_b
    from stopped_edges
    inner join persons as one on one.record_number = stopped_edges.record_a
    inner join persons as other on other.record_number = stopped_edges.record_b
    where list_contains(getvariable('household_guards'), stopped_edges.guard) and one.cluster <> other.cluster
),

homes as (
    select cluster, list(distinct last_name) as last_names, list(distinct address_key) as address_keys
    from persons
    where cluster in (select cluster_a from shared union all select cluster_b from shared)
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
    from persons
    where address_key is not null
    group by address_key
    having min(cluster) < max(cluster)
),

residents as (
    select distinct address_key, last_name, cluster
    from persons
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

select cluster_a, cluster_b from believed
union
select first_cluster as cluster_a, cluster as cluster_b from of_one_surname where first_cluster <> cluster
union
select first_cluster as cluster_a, cluster as cluster_b from of_one_address where first_cluster <> cluster;
