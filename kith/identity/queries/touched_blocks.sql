-- Pairs to compare of one blocking key, and likely pairs that one of its blocks has let go of. Reads block_members.

create or replace temp table changed_blocks as
select
    block,
    count(*) filter (where was_there) as size_before,
    count(*) filter (where is_there) as size_now
from block_members
group by block
having count(*) filter (where is_there) between 2 and getvariable('block_cap')
    or count(*) filter (where was_there) between 2 and getvariable('block_cap');

insert into compared
select fresh.record_key as key_a, other.record_key as key_b
from block_members as fresh
inner join changed_blocks using (block)
inner join block_members as other on other.block = fresh.block and other.record_key <> fresh.record_key
where fresh.is_fresh and other.is_there and changed_blocks.size_now <= getvariable('block_cap');

insert into compared
select one.record_key as key_a, other.record_key as key_b
from block_members as one
inner join changed_blocks using (block)
inner join block_members as other on other.block = one.block and other.record_key > one.record_key
where
    one.is_there
    and other.is_there
    and changed_blocks.size_before > getvariable('block_cap')
    and changed_blocks.size_now <= getvariable('block_cap');

insert into shaken_pairs
select pairs.key_a, pairs.key_b
from identity_memory.pairs as pairs
inner join block_members as one on one.record_key = pairs.key_a
inner join changed_blocks using (block)
inner join block_members as other on other.record_key = pairs.key_b and other.block = one.block
where
    one.is_there
    and other.is_there
    and not one.is_fresh
    and not other.is_fresh
    and changed_blocks.size_before <= getvariable('block_cap')
    and changed_blocks.size_now > getvariable('block_cap');
