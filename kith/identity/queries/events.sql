-- What happened to ids since the last run, one row each. Reads registry, standing_redirects, the old state and the
-- links of event_links.sql. Writes new_events.

create or replace temp table new_events as
with changed as (
    select registry.customer_id, registry.state, old_registry.state as old_state
    from registry
    left join old_registry using (customer_id)
    where registry.state is distinct from old_registry.state
),

origins as (
    select changed.customer_id, changed.old_state, min(former_ids.former_id) as former_id
    from changed
    left join former_ids
        on former_ids.customer_id = changed.customer_id and former_ids.former_id <> changed.customer_id
    where changed.state = 'living'
    group by changed.customer_id, changed.old_state
),

created as (
    select
        'create' as kind,
        origins.customer_id,
        null as other_customer_id,
        case when origins.old_state = 'gone' then 'records_returned' else 'first_seen' end as cause,
        getvariable('kinds_by_strength')[founding_links.link.strength] as edge_kind,
        founding_links.link.record_a as record_a,
        founding_links.link.record_b as record_b
    from origins
    left join founding_links using (customer_id)
    where origins.former_id is null
),

split as (
    select
        'split' as kind,
        origins.former_id as customer_id,
        origins.customer_id as other_customer_id,
        case
            when decisions.pair is not null then 'decision'
            when origins.old_state = 'gone' then 'records_returned'
            when origins.old_state = 'redirected' then 'founding_record_apart'
            else 'links_gone'
        end as cause,
        case when decisions.pair is not null then 'decision' end as edge_kind,
        decisions.pair.record_a as record_a,
        decisions.pair.record_b as record_b
    from origins
    left join parting_decisions as decisions using (former_id, customer_id)
    where origins.former_id is not null
),

merged as (
    select
        'merge' as kind,
        standing_redirects.living_customer_id as customer_id,
        changed.customer_id as other_customer_id,
        case when not links.link.is_indirect then getvariable('kinds_by_strength')[links.link.strength] end as cause,
        getvariable('kinds_by_strength')[links.link.strength] as edge_kind,
        links.link.record_a as record_a,
        links.link.record_b as record_b
    from changed
    inner join standing_redirects using (customer_id)
    left join (
        select former_id, customer_id, min(link) as link from joining_links group by former_id, customer_id
    ) as links
        on links.former_id = changed.customer_id and links.customer_id = standing_redirects.living_customer_id
    where changed.state = 'redirected'
),

-- a record that went another way than its customer
moved as (
    select
        'move' as kind,
        former_ids.former_id as customer_id,
        former_ids.customer_id as other_customer_id,
        case
            when any_value(decisions.pair) is not null then 'decision'
            when not min(links.link).is_indirect then getvariable('kinds_by_strength')[min(links.link).strength]
        end as cause,
        getvariable('kinds_by_strength')[min(links.link).strength] as edge_kind,
        former_ids.record_number as record_a,
        min(links.link).record_b as record_b
    from former_ids
    anti join origins
        on origins.former_id = former_ids.former_id and origins.customer_id = former_ids.customer_id
    anti join standing_redirects
        on standing_redirects.customer_id = former_ids.former_id
        and standing_redirects.living_customer_id = former_ids.customer_id
    left join joining_links as links on links.record_number = former_ids.record_number
    left join parting_decisions as decisions
        on decisions.former_id = former_ids.former_id and decisions.customer_id = former_ids.customer_id
    where former_ids.former_id <> former_ids.customer_id
    group by former_ids.former_id, former_ids.customer_id, former_ids.record_number
),

found as (
    select * from created
    union all
    select * from split
    union all
    select * replace (coalesce(cause, 'through_other_records') as cause) from merged
    union all
    select * replace (coalesce(cause, 'through_other_records') as cause) from moved
    union all
    select
        'retire' as kind, customer_id, null as other_customer_id, 'records_gone' as cause, null as edge_kind,
        null as record_a, null as record_b
    from changed
    where state = 'gone'
)

select
    left(sha256(concat_ws(
        '|', getvariable('run_id'), found.kind, found.customer_id, found.other_customer_id,
        case when found.kind = 'move' then one.source || '|' || one.record_id end
    )), 24) as event_id,
    getvariable('run_id') as run_id,
    getvariable('ran_at') as happened_at,
    found.kind,
    found.customer_id,
    found.other_customer_id,
    found.cause,
    found.edge_kind,
    one.source as source_a,
    one.record_id as record_id_a,
    other.source as source_b,
    other.record_id as record_id_b
from found
left join people as one on one.record_number = found.record_a
left join people as other on other.record_number = found.record_b;
