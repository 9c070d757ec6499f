-- One row per profile record: described by a profiles row, or only pointed to by a fact.
-- first_seen_at is the oldest evidence in the sources: when the record was made or first pointed to.

create or replace temp table records as
with sources as (
    select source, any_value(connector) as connector, coalesce(any_value(login_namespace), '') as login_namespace
    from staging.stg_ops__sources
    group by source
),

pointers as (
    select source, record_id, min(first_seen_at) as first_seen_at
    from incoming_pointers
    where record_id is not null
    group by source, record_id
),

-- numbered by their keys alone: to sort whole rows would cost several times as much
numbered as (
    select
        source,
        record_id,
        sum(profiles) as profiles,
        row_number() over (order by source, record_id) as record_number
    from (
        select source, record_id, 1 as profiles from incoming_profiles where record_id is not null
        union all
        select source, record_id, 0 as profiles from pointers
    )
    group by source, record_id
),

described as (
    select incoming_profiles.*
    from incoming_profiles
    anti join (from numbered where profiles > 1) using (source, record_id)
    where record_id is not null
    union all
    select incoming_profiles.*
    from incoming_profiles
    semi join (from numbered where profiles > 1) using (source, record_id)
    qualify
        row_number() over (
            partition by source, record_id order by updated_at desc nulls last, incoming_profiles
        ) = 1
)

select
    numbered.record_number,
    source,
    record_id,
    described.record_id is not null as is_described,
    case
        when described.profile_kind = 'organisation' then 'organisation'
        when
            described.profile_kind is null
            and described.organisation_name is not null
            and coalesce(described.full_name, described.first_name, described.last_name) is null
            then 'organisation'
        else 'person'
    end as customer_kind,
    coalesce(least(described.created_at, pointers.first_seen_at), described.updated_at) as first_seen_at,
    -- of several addresses the one written last is where somebody lives
    greatest(described.created_at, described.updated_at) as written_at,
    sources.connector,
    coalesce(sources.login_namespace, '') as login_namespace,
    described.email,
    bare_email(described.email) as email_as_written,
    described.email_sha256,
    described.phone,
    trim(described.login_id) as login_id,
    described.full_name,
    described.first_name,
    described.middle_name,
    described.last_name,
    described.name_suffix,
    described.birth_date,
    described.personal_number,
    described.address_line,
    described.city,
    described.postal_code,
    upper(trim(described.country_code)) as country_code
from described
right join numbered using (source, record_id)
left join pointers using (source, record_id)
left join sources using (source);

-- What is known of the records outside the part that a run goes over, as far as it matters inside (daily/): nothing,
-- where a run goes over all.
create or replace temp table outside_countries as
select source, country_code, count(*) as records
from outside_people
where country_code is not null
group by source, country_code;

create or replace temp table outside_emails as
with sought as (
    select hex_digest(email_sha256, '64') as digest from records where email_sha256 is not null
    union
    select hex_digest(split_part(record_id, ':', -1), '32') as digest from records where connector = 'mailchimp'
)

select email_as_written from outside_people semi join sought on digest = sha256(email_as_written)
union
select email_as_written from outside_people semi join sought on digest = sha256(email)
union
select email_as_written from outside_people semi join sought on digest = md5(email_as_written)
union
select email_as_written from outside_people semi join sought on digest = md5(email);
