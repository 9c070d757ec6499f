-- Pairs of clusters that share an identifier of this level, and what the guards read of every cluster.

create or replace temp table level_edges as
select
    edges.*,
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from edges
inner join clusters as one on one.record_number = edges.record_a
inner join clusters as other on other.record_number = edges.record_b
where list_contains(getvariable('level_kinds'), edges.kind);

create or replace temp table cluster_attributes as
select distinct clusters.cluster, record_attributes.attribute, record_attributes.value
from record_attributes
inner join clusters using (record_number);

create or replace temp table same_name_pairs as
select distinct level_edges.cluster_a, level_edges.cluster_b
from level_edges
inner join cluster_attributes as one on one.cluster = level_edges.cluster_a and one.attribute = 'first_name'
inner join cluster_attributes as other
    on other.cluster = level_edges.cluster_b and other.attribute = 'first_name' and other.value = one.value
-- an initial names nobody
where level_edges.cluster_a <> level_edges.cluster_b and substr(one.value, 2, 1) <> '|';

create or replace temp table level_pairs as
select distinct cluster_a, cluster_b
from level_edges
where cluster_a <> cluster_b and not getvariable('same_name_only')
union all
select cluster_a, cluster_b
from same_name_pairs
where getvariable('same_name_only');

create or replace temp table cluster_never as
select distinct
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from never_pairs
inner join clusters as one on one.record_number = never_pairs.record_a
inner join clusters as other on other.record_number = never_pairs.record_b
where one.cluster <> other.cluster;

-- people may join what the evidence would not: such a cluster fits whoever fits one of its parts
create or replace temp table decided_clusters as
select distinct clusters.cluster
from decided_components
inner join clusters using (record_number);

create or replace temp table cluster_parties as
select distinct
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from party_pairs
inner join clusters as one on one.record_number = party_pairs.record_a
inner join clusters as other on other.record_number = party_pairs.record_b
where one.cluster <> other.cluster and getvariable('level_kinds')[1] <> 'login';
