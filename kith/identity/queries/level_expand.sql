-- Outgrown stars give every pair of records instead, and all pairs of the level are judged again from the start.

delete from edges
where is_star and (kind, value) in (select (kind, value) from outgrown_values);

insert into edges
select
    one.kind,
    one.value,
    one.record_number as record_a,
    other.record_number as record_b,
    greatest(one.first_seen_at, other.first_seen_at) as first_seen_at,
    false as is_star
from outgrown_values
inner join linking as one on one.kind = outgrown_values.kind and one.value = outgrown_values.value
inner join linking as other
    on other.kind = one.kind and other.value = one.value and other.record_number > one.record_number;

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

delete from verdicts;
