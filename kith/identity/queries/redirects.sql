-- Which retired id points where, as spells, and what happened since the last run. Reads homes, cluster_ids, registry
-- and the old state. Writes redirects, new_events.

create or replace temp table standing_redirects as
with direct as (
    select homes.customer_id, cluster_ids.customer_id as living_customer_id
    from homes
    inner join cluster_ids using (cluster)
    where homes.customer_id <> cluster_ids.customer_id
),

-- its own records are gone: it follows the id it was merged into
carried as (
    select old_redirects.customer_id, coalesce(direct.living_customer_id, old_redirects.living_customer_id)
        as living_customer_id
    from old_redirects
    left join direct on direct.customer_id = old_redirects.living_customer_id
    where
        old_redirects.until is null
        and old_redirects.customer_id not in (select customer_id from homes)
)

select customer_id, living_customer_id from direct
union all
select customer_id, living_customer_id from carried;

create or replace temp table redirects as
select
    old_redirects.customer_id,
    old_redirects.living_customer_id,
    old_redirects.since,
    case
        when old_redirects.until is not null then old_redirects.until
        when standing.customer_id is null then getvariable('ran_at')
    end as until
from old_redirects
left join standing_redirects as standing
    on standing.customer_id = old_redirects.customer_id
    and standing.living_customer_id = old_redirects.living_customer_id
union all
select standing.customer_id, standing.living_customer_id, getvariable('ran_at') as since, null as until
from standing_redirects as standing
anti join old_redirects
    on old_redirects.customer_id = standing.customer_id
    and old_redirects.living_customer_id = standing.living_customer_id and old_redirects.until is null;

create or replace temp table former_ids as
select old_members.customer_id as former_id, people.record_number, cluster_ids.customer_id
from old_members
inner join people on people.source = old_members.source and people.record_id = old_members.record_id
inner join clusters using (record_number)
inner join cluster_ids using (cluster);

-- the strongest accepted link between what used to be two ids
create or replace temp table merge_causes as
select
    least(one.former_id, other.former_id) as id_a,
    greatest(one.former_id, other.former_id) as id_b,
    arg_min(joined_edges.kind, list_position(getvariable('kinds_by_strength'), joined_edges.kind)) as cause
from joined_edges
inner join former_ids as one on one.record_number = joined_edges.record_a
inner join former_ids as other on other.record_number = joined_edges.record_b
where one.former_id <> other.former_id
group by least(one.former_id, other.former_id), greatest(one.former_id, other.former_id);

create or replace temp table new_events as
with changed as (
    select registry.customer_id, registry.state, old_registry.state as old_state
    from registry
    left join old_registry using (customer_id)
    where registry.state is distinct from old_registry.state
),

origins as (
    select customer_id, min(former_id) as former_id
    from former_ids
    where former_id <> customer_id
    group by customer_id
),

found as (
    select
        case when origins.former_id is null then 'create' else 'split' end as kind,
        coalesce(origins.former_id, changed.customer_id) as customer_id,
        case when origins.former_id is not null then changed.customer_id end as other_customer_id,
        case
            when changed.old_state is null and origins.former_id is null then 'first_seen'
            when changed.old_state = 'gone' then 'records_returned'
            when changed.old_state = 'redirected' then 'founding_record_apart'
            else 'links_gone'
        end as cause
    from changed
    left join origins on origins.customer_id = changed.customer_id
    where changed.state = 'living'
    union all
    select
        'merge' as kind,
        standing_redirects.living_customer_id as customer_id,
        changed.customer_id as other_customer_id,
        coalesce(merge_causes.cause, 'through_other_records') as cause
    from changed
    inner join standing_redirects using (customer_id)
    left join merge_causes
        on merge_causes.id_a = least(changed.customer_id, standing_redirects.living_customer_id)
        and merge_causes.id_b = greatest(changed.customer_id, standing_redirects.living_customer_id)
    where changed.state = 'redirected'
    union all
    select 'retire' as kind, customer_id, null as other_customer_id, 'records_gone' as cause
    from changed
    where state = 'gone'
)

select
    left(sha256(concat_ws('|', getvariable('run_id'), kind, customer_id, other_customer_id)), 24) as event_id,
    getvariable('run_id') as run_id,
    getvariable('ran_at') as happened_at,
    kind,
    customer_id,
    other_customer_id,
    cause
from found;
