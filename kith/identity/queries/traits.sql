-- One row per described record of a person with the parts that matching compares; an address or number that proves
-- nothing (hub, role, placeholder) is left out. Tiers of frequency are added to it
-- from the model (matching/frequencies.py).

create or replace temp table traits as
with forms as (
    -- numbers, not names: they are carried through every pair, and a name is short for six others at the most
    select first_name, cast(dense_rank() over (order by formal_name) as usmallint) as form
    from (select first_name, unnest(formal_names) as formal_name from known_names)
),

formal_forms as (
    select
        first_name,
        -- names without a bit in common have no form in common either
        bit_or(1::bigint << (form % 63)) as formal_mask,
        list(form order by form) as forms
    from forms
    group by first_name
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
    -- letters as numbers, since they are only asked to be equal
    unicode(people.first_name) as first_initial,
    unicode(people.middle_name) as middle_initial,
    people.last_name,
    unicode(people.last_name) as last_initial,
    formal_forms.formal_mask,
    formal_forms.forms[1] as form_1,
    formal_forms.forms[2] as form_2,
    formal_forms.forms[3] as form_3,
    formal_forms.forms[4] as form_4,
    formal_forms.forms[5] as form_5,
    formal_forms.forms[6] as form_6,
    formal_forms.first_name is not null as is_known_name,
    strftime(people.birth_date, '%Y%m%d') as birth_date,
    people.personal_number,
    people.useful_email as email,
    text_key(split_part(people.useful_email, '@', 1)) as email_local,
    text_key(regexp_replace(people.useful_email, '[^0-9]+', '', 'g')) as email_digits,
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
left join formal_forms on formal_forms.first_name = people.first_name
where people.is_described and people.customer_kind = 'person';
