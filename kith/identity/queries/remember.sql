-- Memory of the records that this run went over, for the days to come. Appends to schema identity_memory.

insert into identity_memory.people by name
select
    record_key(people.source, people.record_id) as record_key,
    people.source,
    people.record_id,
    records.country_code,
    people.email_as_written,
    people.email,
    people.email_sha256,
    people.email_md5,
    people_names.name_key,
    people_names.first_initial,
    people_names.likeness,
    case when people.customer_kind = 'person' then people.address_key end as address_key,
    record_key(founders.source, founders.record_id) as neighbourhood
from people
inner join records using (record_number)
inner join people_names using (record_number)
left join neighbour_components using (record_number)
inner join people as founders
    on founders.record_number = coalesce(neighbour_components.neighbourhood, people.record_number);

insert into identity_memory.values by name
select record_key(people.source, people.record_id) as record_key, identifiers.kind, identifiers.value, identifiers.status
from identifiers
inner join people using (record_number);

insert into identity_memory.traits by name
select record_key(people.source, people.record_id) as record_key, traits.* exclude (record_number)
from traits
inner join people using (record_number);

insert into identity_memory.device_users by name
select
    device_users.source,
    device_users.device_id,
    record_key(people.source, people.record_id) as record_key,
    device_users.is_related
from device_users
inner join people using (record_number);

insert into identity_memory.pairs by name
select record_key(one.source, one.record_id) as key_a, record_key(other.source, other.record_id) as key_b
from scored_pairs
inner join people as one on one.record_number = scored_pairs.record_a
inner join people as other on other.record_number = scored_pairs.record_b;

insert into identity_memory.inputs by name
select distinct record_key, row_hash from input_rows semi join changed_inputs using (record_key);

insert into identity_memory.device_inputs by name
select device_key, kind, value, row_hash from device_rows semi join changed_devices using (device_key);
