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

create or replace temp table level_pairs as
select distinct cluster_a, cluster_b
from level_edges
where cluster_a <> cluster_b;

create or replace temp table cluster_attributes as
select distinct clusters.cluster, record_attributes.attribute, record_attributes.value
from record_attributes
inner join clusters using (record_number);

create or replace temp table cluster_parties as
select distinct
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from party_pairs
inner join clusters as one on one.record_number = party_pairs.record_a
inner join clusters as other on other.record_number = party_pairs.record_b
where one.cluster <> other.cluster and getvariable('level_kinds')[1] <> 'login';
