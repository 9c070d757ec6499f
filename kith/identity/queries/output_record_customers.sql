-- One row per record of profiles, and per device that belongs to somebody: whose it is and what it says of itself.

select people.source, 'profiles' as entity, people.record_id, members.customer_id, kinds.customer_kind,
    people.is_described, records.email, records.phone, records.first_name, records.last_name, records.full_name
from people
inner join members using (source, record_id)
inner join kinds using (customer_id)
inner join records on records.record_number = people.record_number
union all
select device_owners.source, 'devices' as entity, device_owners.device_id as record_id,
    cluster_ids.customer_id,
    kinds.customer_kind, false as is_described, null as email, null as phone, null as first_name,
    null as last_name, null as full_name
from device_owners
inner join cluster_ids using (cluster)
inner join kinds using (customer_id)
