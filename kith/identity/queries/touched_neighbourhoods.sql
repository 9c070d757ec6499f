-- The records whose neighbourhood may have changed: whatever a touched record had or has to do with, each with all of
-- its neighbourhood of the day before. Reads touched, what was found of the touched records, fresh_pairs and
-- dropped_pairs. Writes chosen, chosen_devices.

create or replace temp table touched_values as
select kind, value from identifiers where status = 'links';

insert into chosen_devices
select device_key from device_rows semi join touched_values using (kind, value)
union
select record_key(source, device_id) as device_key from identity_memory.device_users semi join touched using (record_key);

create or replace temp table linked_values as
select kind, value from touched_values
union
select kind, value from changed_device_values
union
-- who else uses a device on which a touched record is seen now
select device_rows.kind, device_rows.value
from device_rows
semi join (
    select device_key
    from device_rows
    where device_key in (select device_key from device_rows semi join touched_values using (kind, value))
    group by device_key
    having relates_its_users(
        count(*) filter (where kind = 'login'), count(*) filter (where kind = 'newsletter_click')
    )
) as related using (device_key);

create or replace temp table seeds as
select record_key from touched
union
select key_a as record_key from fresh_pairs
union
select key_b as record_key from fresh_pairs
union
select key_a as record_key from dropped_pairs
union
select key_b as record_key from dropped_pairs
union
select record_key from identity_memory.values semi join linked_values using (kind, value) where status = 'links'
union
select record_key
from identity_memory.people
where address_key in (select address_key from people where customer_kind = 'person')
union
select record_key(source_b, record_id_b) as record_key
from decided
where record_key(source_a, record_id_a) in (select record_key from touched)
union
select record_key(source_a, record_id_a) as record_key
from decided
where record_key(source_b, record_id_b) in (select record_key from touched);

create or replace temp table chosen as
select record_key
from identity_memory.people
where neighbourhood in (select neighbourhood from identity_memory.people semi join seeds using (record_key))
union
select record_key from touched;

insert into chosen_devices
select record_key(source, device_id) as device_key
from identity_memory.device_users
semi join chosen using (record_key);
