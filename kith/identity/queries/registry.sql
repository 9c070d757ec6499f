-- One row per id ever given out, as this run leaves it. Reads homes, cluster_ids and minted, and the registry as the
-- last run left it (old_registry, old_members).

create or replace temp table registry as
with living as (
    select cluster_ids.customer_id, homes.cluster
    from homes
    inner join cluster_ids using (customer_id)
),

-- an id whose founding record went away is founded anew on its oldest member, so that it stays where it is
refounded as (
    select homes.customer_id, people.source, people.record_id, people.first_seen_at
    from homes
    inner join old_registry using (customer_id)
    inner join old_members using (customer_id)
    inner join people on people.source = old_members.source and people.record_id = old_members.record_id
    inner join clusters on clusters.record_number = people.record_number and clusters.cluster = homes.cluster
    anti join people as still_there
        on still_there.source = old_registry.founding_source
        and still_there.record_id = old_registry.founding_record_id
    qualify row_number() over (
        partition by homes.customer_id order by people.first_seen_at nulls last, people.source, people.record_id
    ) = 1
),

kept as (
    select
        old_registry.customer_id,
        old_registry.minted_source,
        old_registry.minted_record_id,
        old_registry.generation,
        coalesce(refounded.source, old_registry.founding_source) as founding_source,
        coalesce(refounded.record_id, old_registry.founding_record_id) as founding_record_id,
        old_registry.founding_seen_at,
        old_registry.minted_run_number,
        case
            when living.customer_id is not null then 'living'
            when homes.customer_id is not null then 'redirected'
            when old_registry.state = 'redirected' then 'redirected'
            else 'gone'
        end as state
    from old_registry
    left join homes using (customer_id)
    left join living using (customer_id)
    left join refounded using (customer_id)
)

select * from kept
union all
select
    customer_id,
    source as minted_source,
    record_id as minted_record_id,
    generation,
    source as founding_source,
    record_id as founding_record_id,
    first_seen_at as founding_seen_at,
    getvariable('run_number') as minted_run_number,
    'living' as state
from minted;
