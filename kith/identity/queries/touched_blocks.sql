-- Pairs to compare, and likely pairs that one of their blocks has let go of. Reads block_members.

create or replace temp table changed_blocks as
select
    block,
    is_compared(count(*) filter (where was_there), getvariable('block_cap')) as was_compared,
    is_compared(count(*) filter (where is_there), getvariable('block_cap')) as is_now_compared
from block_members
group by block
having was_compared or is_now_compared;

insert into compared
select fresh.record_key as key_a, other.record_key as key_b
from block_members as fresh
inner join changed_blocks using (block)
inner join block_members as other on other.block = fresh.block and other.record_key <> fresh.record_key
where fresh.is_fresh and other.is_there and changed_blocks.is_now_compared;

insert into compared
select one.record_key as key_a, other.record_key as key_b
from block_members as one
inner join changed_blocks using (block)
inner join block_members as other on other.block = one.block and other.record_key > one.record_key
where
    changed_blocks.is_now_compared
    and not changed_blocks.was_compared
    and one.is_there
    and other.is_there
    and not one.is_fresh
    and not other.is_fresh;

insert into shaken_pairs
select pairs.key_a, pairs.key_b
from identity_memory.pairs as pairs
inner join block_members as one on one.record_key = pairs.key_a
inner join changed_blocks using (block)
inner join block_members as other on other.record_key = pairs.key_b and other.block = one.block
where
    changed_blocks.was_compared
    and not changed_blocks.is_now_compared
    and one.is_there
    and other.is_there
    and not one.is_fresh
    and not other.is_fresh;
