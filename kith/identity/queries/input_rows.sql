-- What the sources say today, a hash a row: input_rows of records, device_rows of devices, and device_times, when each
-- known device was first and last seen. Reads read_profiles and decided.

-- When a source last wrote a record is of account only where nothing else dates it, where it dates an address, or tells
-- which of two rows holds.
create or replace temp table input_rows as
select record_key(source, record_id) as record_key, hash('profile', profiles) as row_hash
from (
    select
        * replace (case when created_at is null or address_line is not null then updated_at end as updated_at),
        reverse(concat_ws('|', email, phone, login_id, personal_number, full_name, address_line)) as backwards
    from read_profiles
) as profiles
where record_id is not null;

create or replace temp table written_twice as
select record_key from input_rows group by record_key having count(*) > 1;

insert into input_rows
select
    record_key(source, record_id) as record_key,
    hash('one of several', text_key(cast(read_profiles as varchar))) as row_hash
from read_profiles
where record_key(source, record_id) in (select record_key from written_twice)
union all
select record_key(source, record_id) as record_key, hash('pointer', min(first_seen_at)) as row_hash
from intermediate.int_record_pointers
where record_id is not null
group by source, record_id
union all
select record_key(source, profile_record_id) as record_key, hash('membership', text_key(email_click_id)) as row_hash
from intermediate.int_newsletter_memberships_unioned
where profile_record_id is not null
union all
select record_key(source, payer_record_id) as record_key, hash('pays', text_key(holder_record_id)) as row_hash
from intermediate.int_subscription_parties
where payer_record_id <> holder_record_id
union all
select record_key(source, holder_record_id) as record_key, hash('receives', text_key(payer_record_id)) as row_hash
from intermediate.int_subscription_parties
where payer_record_id <> holder_record_id
union all
select
    record_key(source_a, record_id_a) as record_key,
    hash('decided', kind, record_key(source_b, record_id_b), decided_at) as row_hash
from decided
union all
select
    record_key(source_b, record_id_b) as record_key,
    hash('decided', kind, record_key(source_a, record_id_a), decided_at) as row_hash
from decided;

create or replace temp table device_rows as
with seen as (
    select
        source, device_id, 'login' as kind, coalesce(login_namespace, '') || '|' || login_id as value, first_seen_at
    from intermediate.int_device_logins
    where
        device_id is not null
        and login_id is not null
        and not list_contains(getvariable('placeholder_logins'), lower(trim(login_id)))
    union all
    select source, device_id, 'newsletter_click' as kind, email_click_id as value, first_seen_at
    from intermediate.int_device_clicks
    where device_id is not null and email_click_id is not null
)

select
    record_key(source, device_id) as device_key, kind, value,
    hash(kind, text_key(value), min(first_seen_at)) as row_hash
from seen
group by source, device_id, kind, value;

create or replace temp table device_times as
with seen as (
    select source, device_id, first_seen_at, last_seen_at
    from intermediate.int_device_logins
    where login_id is not null and not list_contains(getvariable('placeholder_logins'), lower(trim(login_id)))
    union all
    select source, device_id, first_seen_at, last_seen_at
    from intermediate.int_device_clicks
    where email_click_id is not null
    union all
    select source, device_id, first_seen_at, last_seen_at
    from intermediate.int_devices
)

select
    seen.source, seen.device_id, record_key(seen.source, seen.device_id) as device_key,
    min(seen.first_seen_at) as first_seen_at, max(seen.last_seen_at) as last_seen_at
from seen
semi join device_rows on device_rows.device_key = record_key(seen.source, seen.device_id)
group by seen.source, seen.device_id;
