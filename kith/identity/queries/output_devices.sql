-- One row per device that a login or a newsletter click has named.

select device_owners.source, device_owners.device_id, cluster_ids.customer_id, device_owners.rule,
    device_owners.is_shared, device_owners.first_seen_at, device_owners.last_seen_at,
    device_owners.login_count
from device_owners
left join cluster_ids using (cluster)
