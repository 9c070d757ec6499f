-- What each device has seen: logins and newsletter clicks, and the edges it gives. Reads the clusters that logins,
-- e-mails and phones have made. A device with several logins, or with too many readers, joins nobody.

create or replace temp table device_logins as
select
    source,
    device_id,
    coalesce(login_namespace, '') || '|' || login_id as login,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at
from incoming_device_logins
where
    device_id is not null
    and login_id is not null
    and not list_contains(getvariable('placeholder_logins'), lower(trim(login_id)))
group by source, device_id, coalesce(login_namespace, '') || '|' || login_id;

create or replace temp table device_clicks as
select source, device_id, email_click_id, min(first_seen_at) as first_seen_at, max(last_seen_at) as last_seen_at
from incoming_device_clicks
where device_id is not null and email_click_id is not null
group by source, device_id, email_click_id;

create or replace temp table device_members as
with logged_in as (
    select
        device_logins.source, device_logins.device_id, device_logins.first_seen_at,
        clusters.cluster, identifiers.record_number, 'device_login' as via
    from device_logins
    inner join identifiers
        on identifiers.kind = 'login' and identifiers.value = device_logins.login and identifiers.status = 'links'
    inner join clusters using (record_number)
),

clicked as (
    select
        device_clicks.source, device_clicks.device_id, device_clicks.first_seen_at,
        clusters.cluster, identifiers.record_number, 'newsletter_click' as via
    from device_clicks
    inner join identifiers
        on identifiers.kind = 'newsletter_click' and identifiers.value = device_clicks.email_click_id
        and identifiers.status = 'links'
    inner join clusters using (record_number)
),

members as (select * from logged_in union all select * from clicked)

select
    source, device_id, cluster, via, min(record_number) as record_number, min(first_seen_at) as first_seen_at,
    cluster in (select cluster from clusters inner join people using (record_number) where first_name is not null)
        as is_named
from members
group by source, device_id, cluster, via;

create or replace temp table device_counts as
with logins as (select source, device_id, count(*) as login_count from device_logins group by source, device_id),

clicks as (select source, device_id, count(*) as click_count from device_clicks group by source, device_id)

select
    source, device_id, coalesce(login_count, 0) as login_count, coalesce(click_count, 0) as click_count
from logins
full join clicks using (source, device_id);

-- A reader without a name joins only where exactly one login owns the device and no second nameless reader uses it.
insert into edges
with usable as (
    select device_members.*
    from device_members
    inner join device_counts using (source, device_id)
    where
        is_off('shared_device')
        or (device_counts.login_count <= 1 and device_counts.click_count <= getvariable('device_reader_cap'))
),

judged as (
    select
        source, device_id,
        count(distinct cluster) filter (where via = 'device_login') as owners,
        count(distinct cluster) filter (where via = 'newsletter_click' and not is_named) as nameless_readers
    from usable
    group by source, device_id
),

admitted as (
    select usable.source, usable.device_id, usable.cluster,
        min(usable.record_number) as record_number, min(usable.first_seen_at) as first_seen_at
    from usable
    inner join judged using (source, device_id)
    where (judged.owners <= 1 or is_off('shared_device'))
        and (usable.is_named or (judged.owners = 1 and judged.nameless_readers <= 1))
    group by usable.source, usable.device_id, usable.cluster
)

select
    'device' as kind,
    one.source || '|' || one.device_id as value,
    one.record_number as record_a,
    other.record_number as record_b,
    greatest(one.first_seen_at, other.first_seen_at) as first_seen_at,
    false as is_star
from admitted as one
inner join admitted as other
    on other.source = one.source and other.device_id = one.device_id and other.record_number > one.record_number;
