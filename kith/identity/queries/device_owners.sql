-- One row per device that a login or a newsletter click has named: whose it is, and why, or why it is nobody's.

create or replace temp table device_owners as
with members as (
    select distinct
        device_members.source, device_members.device_id, clusters.cluster, device_members.via,
        device_members.record_number
    from device_members
    inner join clusters using (record_number)
),

owners as (
    select
        source,
        device_id,
        count(distinct cluster) filter (where via = 'device_login') as login_owners,
        min(cluster) filter (where via = 'device_login') as login_owner,
        count(distinct cluster) filter (where via = 'newsletter_click') as readers,
        min(cluster) filter (where via = 'newsletter_click') as reader
    from members
    group by source, device_id
),

seen as (
    select source, device_id, min(first_seen_at) as first_seen_at, max(last_seen_at) as last_seen_at
    from (
        select source, device_id, first_seen_at, last_seen_at from device_logins
        union all
        select source, device_id, first_seen_at, last_seen_at from device_clicks
        union all
        select visited.source, visited.device_id, visited.first_seen_at, visited.last_seen_at
        from incoming_devices as visited
        semi join device_counts
            on device_counts.source = visited.source and device_counts.device_id = visited.device_id
    )
    group by source, device_id
),

ruled as (
    select
        device_counts.source,
        device_counts.device_id,
        device_counts.login_count,
        seen.first_seen_at,
        seen.last_seen_at,
        owners.login_owner,
        owners.reader,
        case
            when device_counts.login_count > 1 and not is_off('shared_device') then 'several_logins'
            when device_counts.click_count > getvariable('device_reader_cap') and not is_off('shared_device')
                then 'several_readers'
            when owners.login_owners = 1 then 'one_login'
            when owners.login_owners > 1 then 'several_logins'
            when owners.readers = 1 then 'newsletter_click'
            when owners.readers > 1 then 'several_readers'
            else 'unknown_login'
        end as rule
    from device_counts
    inner join seen using (source, device_id)
    left join owners using (source, device_id)
)

select
    source,
    device_id,
    case rule when 'one_login' then login_owner when 'newsletter_click' then reader end as cluster,
    rule,
    rule in ('several_logins', 'several_readers') as is_shared,
    first_seen_at,
    last_seen_at,
    login_count
from ruled;
