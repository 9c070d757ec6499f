-- One row per record and identifier value, with what is wrong with the value by itself. How many share it is judged
-- by identifiers.sql.

create or replace temp table known_digests as
select digest, min(email) as email
from (
    select sha256(email_as_written) as digest, email from canonical_emails where not is_placeholder
    union all
    select sha256(email) as digest, email from canonical_emails where not is_placeholder
    union all
    select md5(email_as_written) as digest, email from canonical_emails where not is_placeholder
    union all
    select md5(email) as digest, email from canonical_emails where not is_placeholder
)
semi join (
    select email_sha256 as digest from people where email_sha256 is not null
    union all
    select email_md5 as digest from people where email_md5 is not null
) as carried using (digest)
group by digest;

create or replace temp table people_names as
with formal as (
    select nickname, min(formal_name) as formal_name from nicknames group by nickname
)

select
    people.record_number,
    nullif(trim(coalesce(left(coalesce(formal.formal_name, people.first_name), 1), '') || ' '
        || coalesce(people.last_name, '')), '') as name_key,
    left(coalesce(formal.formal_name, people.first_name), 1) as first_initial,
    -- records of one such number are alike in all by which guards tell two records apart
    hash(
        text_key(people.first_name), text_key(people.middle_name), text_key(people.last_name), people.generation,
        people.title_sex, people.birth_date, text_key(people.personal_number), people.login_namespace,
        text_key(people.login_id), people.customer_kind
    ) as likeness
from people
left join formal on formal.nickname = people.first_name;

create or replace temp table record_values as
with digests as (
    select record_number, customer_kind, 'email_sha256' as kind, email_sha256 as digest
    from people
    where email_sha256 is not null
    union all
    select record_number, customer_kind, 'email_md5' as kind, email_md5 as digest
    from people
    where email_md5 is not null
),

collected as (
    select record_number, 'login' as kind, login_namespace || '|' || login_id as value, null as flaw
    from people
    where login_id is not null
    union all
    select
        people.record_number, 'email' as kind, canonical_emails.email as value,
        coalesce(
            fault('placeholder', canonical_emails.is_placeholder),
            fault('role', canonical_emails.is_role and people.customer_kind = 'person')
        ) as flaw
    from people
    inner join canonical_emails using (email_as_written)
    union all
    select
        digests.record_number,
        case when known_digests.email is null then digests.kind else 'email' end as kind,
        coalesce(known_digests.email, digests.digest) as value,
        coalesce(fault('placeholder', placeholders.value is not null), fault('role', role.email is not null)) as flaw
    from digests
    left join known_digests using (digest)
    left join placeholders on placeholders.kind = digests.kind and placeholders.value = digests.digest
    left join (select distinct email from canonical_emails where is_role) as role
        on role.email = known_digests.email and digests.customer_kind = 'person'
    union all
    select
        people.record_number, 'phone' as kind, people.phone as value,
        fault('placeholder', exists (
            select 1 from placeholders
            where placeholders.kind = 'phone_tail' and ends_with(people.phone, placeholders.value)
        )) as flaw
    from people
    where people.phone is not null
    union all
    select people.record_number, 'newsletter_click' as kind, memberships.email_click_id as value, null as flaw
    from incoming_memberships as memberships
    inner join people
        on people.source = memberships.source and people.record_id = memberships.profile_record_id
    where nullif(trim(memberships.email_click_id), '') is not null
)

select record_number, kind, value, max(flaw) as flaw
from collected
group by record_number, kind, value;
