-- One row per described record of a person with the parts that matching compares; an address or number that proves
-- nothing (hub, role, placeholder) is left out. Tiers of frequency are added to it
-- from the model (matching/frequencies.py).

create or replace temp table traits as
with formal_forms as (
    select
        first_name,
        -- names without a bit in common have no form in common either
        list_reduce(
            list_transform(formal_names, lambda name: 1::bigint << (hash(name) % 63)::bigint),
            lambda one, other: one | other
        ) as formal_mask,
        hash(formal_names[1]) as form_1,
        case when len(formal_names) >= 2 then hash(formal_names[2]) end as form_2,
        case when len(formal_names) >= 3 then hash(formal_names[3]) end as form_3,
        case when len(formal_names) >= 4 then hash(formal_names[4]) end as form_4,
        case when len(formal_names) >= 5 then hash(formal_names[5]) end as form_5,
        case when len(formal_names) >= 6 then hash(formal_names[6]) end as form_6
    from known_names
),

useful as (
    select record_number, kind, value from identifiers where status = 'links' and kind in ('email', 'phone')
),

addressed as (
    select
        people.*,
        emails.value as useful_email,
        phones.value as useful_phone
    from people
    left join useful as emails on emails.record_number = people.record_number and emails.kind = 'email'
        and emails.value = people.email
    left join useful as phones on phones.record_number = people.record_number and phones.kind = 'phone'
)

select
    people.record_number,
    people.first_name,
    left(people.first_name, 1) as first_initial,
    left(people.middle_name, 1) as middle_initial,
    people.last_name,
    left(people.last_name, 1) as last_initial,
    formal_forms.formal_mask,
    formal_forms.form_1,
    formal_forms.form_2,
    formal_forms.form_3,
    formal_forms.form_4,
    formal_forms.form_5,
    formal_forms.form_6,
    known_names.first_name is not null as is_known_name,
    strftime(people.birth_date, '%Y%m%d') as birth_date,
    people.personal_number,
    people.useful_email as email,
    split_part(people.useful_email, '@', 1) as email_local,
    regexp_replace(people.useful_email, '[^0-9]', '', 'g') as email_digits,
    coalesce(contains(people.useful_email, people.last_name), false)
    or length(split_part(people.useful_email, '@', 1)) < 5 as email_is_name,
    people.useful_phone as phone,
    people.street,
    people.house_number,
    people.flat,
    people.house_number || coalesce('/' || people.flat, '') || '|' || people.street || '|'
    || coalesce(people.postal_code, people.city) as house,
    people.postal_code,
    people.city
from addressed as people
left join known_names on known_names.first_name = people.first_name
left join formal_forms on formal_forms.first_name = people.first_name
where people.is_described and people.customer_kind = 'person';
