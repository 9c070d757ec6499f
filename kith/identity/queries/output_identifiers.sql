-- One row per record or device and identifier value.

select people.source, 'profiles' as entity, people.record_id, identifiers.kind as identifier_kind,
    identifiers.value as identifier_value, identifiers.status, identifiers.first_seen_at
from identifiers
inner join people using (record_number)
union all
select people.source, 'profiles' as entity, people.record_id, traits.kind as identifier_kind,
    left(keyed_hash(traits.value), 20) as identifier_value, 'evidence' as status, people.first_seen_at
from (unpivot traits on house, postal_code, birth_date, personal_number into name kind value value) as traits
inner join people using (record_number)
union all
select source, 'devices' as entity, device_id as record_id, 'login' as identifier_kind,
    login as identifier_value, 'links' as status, first_seen_at
from device_logins
union all
select source, 'devices' as entity, device_id as record_id, 'newsletter_click' as identifier_kind,
    email_click_id as identifier_value, 'links' as status, first_seen_at
from device_clicks
