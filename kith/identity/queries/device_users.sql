-- One row per device and record with a login or click id seen on it. is_related: it may tell something of its users.

create or replace temp table device_users as
with used as (
    select device_logins.source, device_logins.device_id, identifiers.record_number
    from device_logins
    inner join identifiers
        on identifiers.kind = 'login' and identifiers.value = device_logins.login and identifiers.status = 'links'
    union
    select device_clicks.source, device_clicks.device_id, identifiers.record_number
    from device_clicks
    inner join identifiers
        on identifiers.kind = 'newsletter_click' and identifiers.value = device_clicks.email_click_id
        and identifiers.status = 'links'
)

select
    used.source, used.device_id, used.record_number,
    relates_its_users(device_counts.login_count, device_counts.click_count) as is_related
from used
inner join device_counts using (source, device_id);
