-- One row per described record of a person with the parts that matching compares; an address or number that proves
-- nothing (hub, role, placeholder) is left out. A view, which becomes table traits together with the tiers of frequency
-- (matching/frequencies.py).

create or replace temp view compared_people as
from people where is_described and customer_kind = 'person';

create or replace temp view untiered_traits as
with forms as (
    -- numbers, not names: they are carried through every pair
    select first_name, cast(dense_rank() over (order by formal_name) as usmallint) as form
    from (select first_name, unnest(formal_names) as formal_name from known_names)
),

formal_forms as (
    select
        first_name,
        -- names without a bit in common have no form in common either
        bit_or(1::bigint << (form % 63)) as formal_mask,
        -- a letter for each, of two bytes: a name is short for six others at the most, and twelve bytes need no heap
        string_agg(chr(127 + form), '' order by form) as formal_letters
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
    from compared_people as people
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
    formal_forms.formal_letters,
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
    people.house,
    people.postal_code,
    people.city
from addressed as people
left join formal_forms on formal_forms.first_name = people.first_name;
