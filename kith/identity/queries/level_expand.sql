-- Outgrown stars give every pair of records instead; all pairs of the level are then judged from the start.

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

delete from verdicts;
