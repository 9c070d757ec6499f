-- One row per record and device with a customer. Evidence of today says whose it was all along, so it has one spell,
-- open.

select people.source, 'profiles' as entity, people.record_id, members.customer_id,
    people.first_seen_at as valid_from, cast(null as timestamp) as valid_to, true as is_current
from people
inner join members using (source, record_id)
union all
select device_owners.source, 'devices' as entity, device_owners.device_id as record_id,
    cluster_ids.customer_id,
    device_owners.first_seen_at as valid_from, cast(null as timestamp) as valid_to, true as is_current
from device_owners
inner join cluster_ids using (cluster)
