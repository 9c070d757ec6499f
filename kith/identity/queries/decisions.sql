-- What people have decided, on records that are there. Reads decided (kind, source_a, record_id_a, source_b,
-- record_id_b). An `always` becomes an edge that no guard judges; a `never` a pair that no level may join.

create or replace temp table decided_pairs as
select
    decided.kind,
    least(one.record_number, other.record_number) as record_a,
    greatest(one.record_number, other.record_number) as record_b
from decided
inner join people as one on one.source = decided.source_a and one.record_id = decided.record_id_a
inner join people as other on other.source = decided.source_b and other.record_id = decided.record_id_b;

create or replace temp table never_pairs as
select distinct record_a, record_b from decided_pairs where kind = 'never';
