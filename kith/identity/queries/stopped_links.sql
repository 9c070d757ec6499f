-- One row per link that was not joined, with its two clusters, and per two people of one shared device; rank: 1 a
-- value, 2 likeness, 3 a device. Reads edges_judged, edge_evidence and the devices.

create or replace temp table stopped_links as
with shared_devices as (
    -- a device that a few people use joins nobody, so it has no edge between them that a guard could stop
    select
        one_clusters.cluster as cluster_a,
        other_clusters.cluster as cluster_b,
        'device' as kind,
        device_owners.source || '|' || device_owners.device_id as value,
        'shared_device' as guard,
        greatest(one.first_seen_at, other.first_seen_at) as first_seen_at,
        min(one.record_number) as record_a,
        min(other.record_number) as record_b
    from device_owners
    inner join device_counts using (source, device_id)
    inner join device_members as one using (source, device_id)
    inner join device_members as other using (source, device_id)
    inner join clusters as one_clusters on one_clusters.record_number = one.record_number
    inner join clusters as other_clusters on other_clusters.record_number = other.record_number
    where
        device_owners.is_shared and one_clusters.cluster < other_clusters.cluster and not is_off('shared_device')
        -- the readers of a public one have nothing to do with one another
        and device_counts.login_count + device_counts.click_count <= getvariable('device_reader_cap')
    group by
        one_clusters.cluster, other_clusters.cluster, device_owners.source, device_owners.device_id,
        greatest(one.first_seen_at, other.first_seen_at)
)

select
    judged.cluster_a,
    judged.cluster_b,
    judged.kind,
    judged.value,
    judged.guard,
    judged.first_seen_at,
    judged.record_a,
    judged.record_b,
    edge_evidence.p_person,
    edge_evidence.evidence,
    case when judged.kind in ('likely', 'possible') then 2 else 1 end as rank
from edges_judged as judged
left join edge_evidence using (record_a, record_b)
where not judged.is_accepted
union all by name
select *, 3 as rank
from shared_devices;
