-- Pairs of clusters that share an identifier of this level and are not stopped, and what the guards read of those that
-- are still to be judged.

create or replace temp table level_edges as
select
    edges.*,
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from edges
inner join clusters as one on one.record_number = edges.record_a
inner join clusters as other on other.record_number = edges.record_b
where list_contains(getvariable('level_kinds'), edges.kind);

-- a cluster is named by its smallest record
create or replace temp table grown_clusters as
select distinct cluster
from clusters
where cluster <> record_number;

create or replace temp table level_pairs as
select
    cluster_a,
    cluster_b,
    -- a star of records that cannot contradict one another, each still alone, needs no guard
    bool_or(not is_star or is_grown)
    and (cluster_a, cluster_b) not in (select (cluster_a, cluster_b) from judged_pairs) as is_doubtful
from (
    select
        level_edges.cluster_a,
        level_edges.cluster_b,
        level_edges.is_star,
        level_edges.cluster_a in (select cluster from grown_clusters)
        or level_edges.cluster_b in (select cluster from grown_clusters) as is_grown
    from level_edges
)
anti join verdicts using (cluster_a, cluster_b)
where cluster_a <> cluster_b
group by cluster_a, cluster_b;

create or replace temp table doubtful_members as
select record_number, cluster
from clusters
where cluster in (
    select unnest([cluster_a, cluster_b]) from level_pairs where is_doubtful or getvariable('same_name_only')
);

create or replace temp table cluster_attributes as
from attributes_of('doubtful_members');

create or replace temp table level_pairs as
select *
from level_pairs
where not getvariable('same_name_only') or (cluster_a, cluster_b) in (
    select (pairs.cluster_a, pairs.cluster_b)
    from level_pairs as pairs
    inner join cluster_attributes as one on one.cluster = pairs.cluster_a and one.attribute = 'first_name'
    inner join cluster_attributes as other
        on other.cluster = pairs.cluster_b and other.attribute = 'first_name' and other.value = one.value
    -- an initial names nobody
    where getvariable('same_name_only') and substr(one.value, 2, 1) <> '|'
);

create or replace temp table cluster_never as
from clusters_of('never_pairs');

-- people may join what the evidence would not: such a cluster fits whoever fits one of its parts
create or replace temp table decided_clusters as
select distinct clusters.cluster
from decided_components
inner join clusters using (record_number);

create or replace temp table cluster_parties as
from clusters_of('party_pairs')
where getvariable('level_kinds')[1] <> 'login';
