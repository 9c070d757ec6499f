-- Records that did not change, but of which something is known otherwise since others did: a value of theirs became a
-- hub, or is none any more; an address came or went whose digest they carry. Reads chosen, identifiers.sql's tables.

create or replace temp table part_emails as
select email_as_written, email from people where email_as_written is not null
union
select email_as_written, email
from remembered_people
semi join chosen using (record_key)
where email_as_written is not null;

create or replace temp table flipped as
select outside_carriers.record_key
from outside_carriers
left join crowded_values using (kind, value)
where
    not is_off('hub')
    and (
        (outside_carriers.status = 'links' and crowded_values.kind is not null)
        or (outside_carriers.status = 'hub' and crowded_values.kind is null)
    )
union
select outside_people.record_key
from outside_people
semi join (
    select sha256(email_as_written) as email_sha256 from part_emails
    union
    select sha256(email) as email_sha256 from part_emails
) using (email_sha256)
union
select outside_people.record_key
from outside_people
semi join (
    select md5(email_as_written) as email_md5 from part_emails
    union
    select md5(email) as email_md5 from part_emails
) using (email_md5);
