-- The pairs worth comparing among the chosen records: those likely before, and those of touched records found anew.
-- Reads chosen, touched, fresh_pairs, dropped_pairs, people.

create or replace temp table candidates as
with likely as (
    select key_a, key_b
    from identity_memory.pairs
    where
        key_a in (select record_key from chosen)
        and key_a not in (select record_key from touched)
        and key_b not in (select record_key from touched)
    except
    select key_a, key_b from dropped_pairs
    union
    select key_a, key_b from fresh_pairs
),

numbered as (select record_number, record_key(source, record_id) as record_key from people)

select
    least(one.record_number, other.record_number) as record_a,
    greatest(one.record_number, other.record_number) as record_b
from likely
inner join numbered as one on one.record_key = likely.key_a
inner join numbered as other on other.record_key = likely.key_b;
