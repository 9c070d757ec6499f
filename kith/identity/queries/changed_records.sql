-- Records and devices of which the sources say something else than on the day before. Reads input_rows, device_rows,
-- schema identity_memory. Writes touched (records), changed_device_values, chosen_devices.

create or replace temp table touched as
select distinct coalesce(input_rows.record_key, before.record_key) as record_key
from input_rows
full join identity_memory.inputs as before using (record_key, row_hash)
where input_rows.record_key is null or before.record_key is null;

create or replace temp table changed_device_rows as
select device_key, kind, value from device_rows anti join identity_memory.device_inputs using (device_key, row_hash)
union
select device_key, kind, value from identity_memory.device_inputs anti join device_rows using (device_key, row_hash);

create or replace temp table chosen_devices as
select device_key from changed_device_rows
union
select device_times.device_key
from device_times
inner join identity.devices as known using (source, device_id)
where known.first_seen_at is distinct from device_times.first_seen_at;

-- few use such a device, before or after: what changes of it may change of each of them
create or replace temp table related_devices as
select device_key
from (
    select device_key, kind, 'now' as day from device_rows
    union all
    select device_key, kind, 'before' as day from identity_memory.device_inputs
)
semi join chosen_devices using (device_key)
group by device_key, day
having relates_its_users(
    count(*) filter (where kind = 'login'), count(*) filter (where kind = 'newsletter_click')
);

create or replace temp table changed_device_values as
select kind, value from changed_device_rows
union
select kind, value
from (
    select device_key, kind, value from device_rows
    union all
    select device_key, kind, value from identity_memory.device_inputs
)
semi join related_devices using (device_key);

create or replace temp table chosen as select record_key from touched;
