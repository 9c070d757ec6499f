-- What brought records together, or parted them, since the last run: the links that new_events names. Reads clusters,
-- edges_judged, never_pairs, old_members and cluster_ids. Of several links the strongest is named, and of equally
-- strong ones that of the first records.

create or replace temp table former_ids as
select old_members.customer_id as former_id, people.record_number, cluster_ids.customer_id
from old_members
inner join people on people.source = old_members.source and people.record_id = old_members.record_id
inner join clusters using (record_number)
inner join cluster_ids using (cluster);

-- links of records whose customer has another id now, with records that were not of their former one
create or replace temp table joining_links as
with ends as (
    select kind, record_a as record_number, record_b as partner from joined_edges
    union all
    select kind, record_b as record_number, record_a as partner from joined_edges
)

select
    arrivals.record_number,
    arrivals.former_id,
    arrivals.customer_id,
    {
        'is_indirect': partners.former_id is distinct from arrivals.customer_id,
        'strength': list_position(getvariable('kinds_by_strength'), ends.kind),
        'record_a': arrivals.record_number,
        'record_b': ends.partner
    } as link
from former_ids as arrivals
inner join ends using (record_number)
left join former_ids as partners on partners.record_number = ends.partner
where arrivals.former_id <> arrivals.customer_id and partners.former_id is distinct from arrivals.former_id;

-- the strongest link within each customer that there was not before
create or replace temp table founding_links as
select
    cluster_ids.customer_id,
    min({
        'strength': list_position(getvariable('kinds_by_strength'), edges_judged.kind),
        'record_a': edges_judged.record_a,
        'record_b': edges_judged.record_b
    }) as link
from edges_judged
inner join cluster_ids on cluster_ids.cluster = edges_judged.cluster_a
where edges_judged.is_accepted and cluster_ids.customer_id not in (
    select customer_id from old_registry where state = 'living'
)
group by cluster_ids.customer_id;

-- which decision took a part of a customer away: it names a record of that part, or one that a stopped link of the
-- part leads to
create or replace temp table parting_decisions as
with parted as (
    select one.former_id, one.customer_id as customer_a, other.customer_id as customer_b, never_pairs.*
    from never_pairs
    inner join former_ids as one on one.record_number = never_pairs.record_a
    inner join former_ids as other
        on other.record_number = never_pairs.record_b and other.former_id = one.former_id
    where one.customer_id <> other.customer_id
),

stopped as (
    select record_a as record_number, record_b as partner from edges_judged where not is_accepted
    union all
    select record_b as record_number, record_a as partner from edges_judged where not is_accepted
),

parts as (
    select former_id, unnest([customer_a, customer_b]) as customer_id, 1 as distance, record_a, record_b
    from parted
    union all
    select former_ids.former_id, former_ids.customer_id, 2 as distance, parted.record_a, parted.record_b
    from parted
    inner join stopped on stopped.partner in (parted.record_a, parted.record_b)
    inner join former_ids
        on former_ids.record_number = stopped.record_number and former_ids.former_id = parted.former_id
)

select
    former_id,
    customer_id,
    min({'distance': distance, 'record_a': record_a, 'record_b': record_b}) as pair
from parts
group by former_id, customer_id;
