-- Clusters get their ids. Reads clusters, people and the registry as the last run left it (old_registry, old_members,
-- old_redirects, and old_generations: how many ids each record has founded). Every id has one home: the cluster that
-- holds its founding record. Where several ids share a home, the oldest lives. Writes homes, cluster_ids, minted,
-- members.

create or replace temp table homes as
with by_founding as (
    select old_registry.customer_id, clusters.cluster
    from old_registry
    inner join people
        on people.source = old_registry.founding_source and people.record_id = old_registry.founding_record_id
    inner join clusters using (record_number)
),

-- the founding record is gone: a living id follows most of its last members
by_members as (
    select old_members.customer_id, clusters.cluster
    from old_members
    inner join old_registry on old_registry.customer_id = old_members.customer_id and old_registry.state = 'living'
    inner join people on people.source = old_members.source and people.record_id = old_members.record_id
    inner join clusters using (record_number)
    anti join by_founding on by_founding.customer_id = old_members.customer_id
    group by old_members.customer_id, clusters.cluster
    qualify row_number() over (
        partition by old_members.customer_id
        order by count(*) desc, min(people.first_seen_at) nulls last, min(people.record_number)
    ) = 1
)

select customer_id, cluster from by_founding
union all
select customer_id, cluster from by_members;

create or replace temp table cluster_ids as
select homes.cluster, homes.customer_id
from homes
inner join old_registry using (customer_id)
qualify row_number() over (
    partition by homes.cluster
    order by old_registry.minted_run_number, old_registry.founding_seen_at nulls last,
        old_registry.minted_source, old_registry.minted_record_id, old_registry.generation
) = 1;

create or replace temp table minted as
with founding as (
    select clusters.cluster, people.source, people.record_id, people.first_seen_at
    from clusters
    inner join people using (record_number)
    anti join cluster_ids on cluster_ids.cluster = clusters.cluster
    qualify row_number() over (
        partition by clusters.cluster
        order by people.first_seen_at nulls last, people.source, people.record_id
    ) = 1
)

select
    founding.cluster,
    'c_' || left(keyed_hash(
        founding.source || '|profiles|' || founding.record_id || '|' || coalesce(generations.generation, 0)
    ), 20) as customer_id,
    founding.source,
    founding.record_id,
    founding.first_seen_at,
    coalesce(generations.generation, 0) as generation
from founding
left join old_generations as generations using (source, record_id);

insert into cluster_ids
select cluster, customer_id from minted;

create or replace temp table members as
select people.source, people.record_id, cluster_ids.customer_id
from people
inner join clusters using (record_number)
inner join cluster_ids using (cluster);
