-- One row per link between two records, then between a device and a record, with its verdict.

select one.source as source_a, 'profiles' as entity_a, one.record_id as record_id_a,
    other.source as source_b,
    'profiles' as entity_b, other.record_id as record_id_b,
    case
        when edges_judged.kind = 'decision' then 'decided'
        when edges_judged.kind in ('likely', 'possible') then 'likely_match'
        else 'same_' || edges_judged.kind
    end as rule,
    edges_judged.kind as identifier_kind,
    case when edges_judged.kind not in ('likely', 'possible', 'decision') then edges_judged.value end
        as identifier_value,
    edges_judged.first_seen_at, edges_judged.is_accepted, edges_judged.guard,
    -- a guard's doubt that other links dispelled is no news
    case when edges_judged.kind = 'likely' or not edges_judged.is_accepted then edge_evidence.p_person end
        as probability,
    case when edges_judged.kind = 'likely' or not edges_judged.is_accepted then edge_evidence.evidence end
        as evidence
from edges_judged
left join edge_evidence using (record_a, record_b)
inner join people as one on one.record_number = edges_judged.record_a
inner join people as other on other.record_number = edges_judged.record_b
union all
select device_members.source as source_a, 'devices' as entity_a, device_members.device_id as record_id_a,
    people.source as source_b, 'profiles' as entity_b, people.record_id as record_id_b,
    device_owners.rule, device_members.via as identifier_kind,
    device_members.source || '|' || device_members.device_id as identifier_value,
    device_members.first_seen_at,
    coalesce(device_owners.cluster = clusters.cluster, false) as is_accepted,
    case when device_owners.cluster is distinct from clusters.cluster then 'shared_device' end as guard,
    cast(null as double) as probability, cast(null as text) as evidence
from device_members
inner join device_owners using (source, device_id)
inner join people using (record_number)
inner join clusters using (record_number)
