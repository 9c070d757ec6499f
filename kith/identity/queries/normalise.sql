-- One row per record with every value in the one form that is compared; nothing is guessed, placeholders are null.
-- Reads: records, phones (raw value and country → E.164), the reference tables. Writes: people, names.

create or replace temp table people as
with addressed as (
    select
        records.*,
        bare_email(email) as email_as_written,
        case
            when full_name is not null and first_name is null and last_name is null then in_spoken_order(full_name)
        end as spoken_name
    from records
),

worded as (
    select
        *,
        words_of(first_name) as written_first_words,
        words_of(middle_name) as middle_words,
        words_of(last_name) as written_last_words,
        words_of(spoken_name) as written_spoken_words,
        coalesce(names_two_people(coalesce(first_name, spoken_name)), false) as is_two_people
    from addressed
),

named as (
    select
        *,
        without(written_first_words, getvariable('title_words') || getvariable('placeholder_first_names'))
            as first_words,
        without(written_last_words, getvariable('suffix_words') || getvariable('particle_words')) as last_words,
        without(written_spoken_words,
            getvariable('suffix_words') || getvariable('title_words') || getvariable('particle_words')
            || getvariable('placeholder_first_names'))
            as spoken_words,
        list_filter(
            words_of(name_suffix) || written_last_words || words_of(full_name),
            lambda word: list_contains(getvariable('generation_words'), word)
        ) as generation_words
    from worded
),

parted as (
    select
        * exclude (first_name, middle_name, last_name),
        case
            when is_two_people or customer_kind = 'organisation' then null
            when len(first_words) > 0 then first_words[1]
            when len(spoken_words) > 1 then spoken_words[1]
            when len(spoken_words) = 1 and list_contains(getvariable('known_first_names'), spoken_words[1])
                then spoken_words[1]
        end as first_name,
        case
            when is_two_people or customer_kind = 'organisation' then null
            when len(middle_words) > 0 then middle_words[1]
            when len(first_words) > 1 and len(last_words) > 0 then first_words[2]
            when len(spoken_words) > 2 then spoken_words[2]
        end as middle_name,
        case
            when customer_kind = 'organisation' then null
            when len(last_words) > 0 then array_to_string(last_words, '')
            when len(first_words) > 1 then first_words[-1]
            when is_two_people and is_last_a_first_name(spoken_name) then null
            when len(spoken_words) > 1 then spoken_words[-1]
            when len(spoken_words) = 1 and not list_contains(getvariable('known_first_names'), spoken_words[1])
                then spoken_words[1]
        end as last_name
    from named
)

select
    parted.record_number,
    parted.source,
    parted.record_id,
    parted.is_described,
    parted.customer_kind,
    parted.connector,
    parted.first_seen_at,
    parted.login_namespace,
    case when not list_contains(getvariable('placeholder_logins'), lower(parted.login_id)) then nullif(parted.login_id, '')
    end as login_id,
    parted.email_as_written,
    canonical.email,
    hex_digest(parted.email_sha256, '64') as email_sha256,
    case when parted.connector = 'mailchimp' then hex_digest(split_part(parted.record_id, ':', -1), '32')
    end as email_md5,
    phones.e164 as phone,
    parted.first_name,
    parted.middle_name,
    parted.last_name,
    generations.generation,
    case when not list_contains(getvariable('placeholder_birth_dates'), cast(parted.birth_date as text))
        then parted.birth_date end as birth_date,
    own_number(parted.personal_number) as personal_number,
    addresses.address_key,
    addresses.street,
    addresses.house_number,
    addresses.flat,
    places.postal_code,
    places.city
from parted
left join canonical_emails as canonical on canonical.email_as_written = parted.email_as_written
left join phones on phones.phone = parted.phone and phones.country_code is not distinct from parted.country_code
    and phones.source = parted.source
left join generations on generations.word = parted.generation_words[1]
left join address_keys as addresses on addresses.record_number = parted.record_number
left join places on places.record_number = parted.record_number;
