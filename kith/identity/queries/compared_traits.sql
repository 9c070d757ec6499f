-- The records to compare, numbered as a run over all would order them, with their traits; and their pairs.

create or replace temp table compared_records as
with keys as (select key_a as record_key from compared union select key_b as record_key from compared),

named as (
    select record_key(source, record_id) as record_key, source, record_id from people
    union
    select record_key, source, record_id from identity_memory.people semi join keys using (record_key)
)

select named.record_key, row_number() over (order by named.source, named.record_id) as record_number
from named
semi join keys using (record_key);

create or replace temp table compared_pairs as
select distinct
    least(one.record_number, other.record_number) as record_a,
    greatest(one.record_number, other.record_number) as record_b
from compared
inner join compared_records as one on one.record_key = compared.key_a
inner join compared_records as other on other.record_key = compared.key_b;

create or replace temp table traits as
select compared_records.record_number, known.* exclude (record_key)
from (
    from touched_traits
    union all by name
    from identity_memory.traits anti join touched using (record_key)
) as known
inner join compared_records using (record_key);
