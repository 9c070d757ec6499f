-- One row per record with every value in the one form that is compared; nothing is guessed, placeholders are null.
-- Reads: records, canonical_emails, phones, addresses, the reference tables. Writes: people.

-- A name as it is written stands in many records and is taken apart once: one row per name.
create or replace temp table written_names as
with written as (
    select distinct full_name, first_name, middle_name, last_name, name_suffix from records
),

spoken as (
    select
        *,
        case
            when full_name is not null and first_name is null and last_name is null then in_spoken_order(full_name)
        end as spoken_name,
        list_contains(
            getvariable('placeholder_texts'), lower(trim(first_name)) || ' ' || lower(trim(last_name))
        ) as is_no_name
    from written
),

-- Each step is a level of its own, and what is done to every text is written once: the plan of this query costs more
-- than a small list of names.
listed as (
    select
        *,
        [first_name, middle_name, last_name, spoken_name, full_name, name_suffix] as texts,
        list_transform(texts, lambda text: folded(text)) as plain_texts,
        len(list_filter(texts, lambda text: not regexp_full_match(text, '[A-Za-z]+'))) = 0 as is_plain
    from spoken
),

worded as (
    select
        *,
        case
            when is_plain then list_transform(plain_texts, lambda plain: only_word(plain))
            else list_transform([1, 2, 3, 4, 5, 6], lambda place: name_words(texts[place], plain_texts[place]))
        end as words,
        coalesce(names_two_people(coalesce(plain_texts[1], plain_texts[4])), false) as is_two_people,
        words_of_the_second(plain_texts[4]) as second_words
    from listed
),

named as (
    select
        *,
        without(words[1], getvariable('title_words') || getvariable('placeholder_first_names'))
            as first_words,
        without(words[3], getvariable('suffix_words') || getvariable('particle_words')) as bare_last_words,
        -- Le, Ma and Sen are whole last names too, but Jr. is none
        case when len(bare_last_words) > 0 then bare_last_words else without(words[3], getvariable('mere_suffixes')) end
            as last_words,
        without(words[4],
            getvariable('suffix_words') || getvariable('title_words') || getvariable('particle_words')
            || getvariable('placeholder_first_names'))
            as bare_spoken_words,
        without(words[4], getvariable('mere_suffixes'))[-1] as spoken_end,
        case
            when len(bare_spoken_words) <= 1
                and list_contains(getvariable('particle_words') || getvariable('surname_words'), spoken_end)
                then list_append(bare_spoken_words, spoken_end)
            else bare_spoken_words
        end as spoken_words,
        list_filter(
            words[6] || without(words[3] || words[5], last_words || spoken_words),
            lambda word: list_contains(getvariable('generation_words'), word)
        )[1] as generation_word,
        words[2] as middle_words,
        case when len(words[1]) > 0 then words[1] else words[4] end as titled_words
    from worded
)

select
    full_name as written_full_name,
    first_name as written_first_name,
    middle_name as written_middle_name,
    last_name as written_last_name,
    name_suffix as written_suffix,
    case
        when is_two_people or is_no_name then null
        when len(first_words) > 0 then first_words[1]
        when len(spoken_words) > 1 then spoken_words[1]
        when len(spoken_words) = 1 and spoken_words[1] in (select word from known_first_names)
            then spoken_words[1]
    end as first_name,
    case
        when is_two_people then null
        when len(middle_words) > 0 then middle_words[1]
        when len(first_words) > 1 and len(last_words) > 0 then first_words[2]
        when len(spoken_words) > 2 then spoken_words[2]
    end as middle_name,
    case
        when is_no_name then null
        when len(last_words) > 0 then array_to_string(last_words, '')
        when len(first_words) > 1 then first_words[-1]
        -- "John & Jane" has no last name: of the second there is one word, and that a first name
        when is_two_people and len(second_words) = 1 and second_words[1] in (select word from known_first_names)
            then null
        when len(spoken_words) > 1 then spoken_words[-1]
        when len(spoken_words) = 1 and spoken_words[1] not in (select word from known_first_names)
            then spoken_words[1]
    end as last_name,
    generations.generation,
    case when not is_two_people then sex_of_title(titled_words) end as title_sex
from named
left join generations on generations.word = named.generation_word;

create or replace temp table people as
select
    records.record_number,
    records.source,
    records.record_id,
    records.is_described,
    records.customer_kind,
    records.connector,
    records.first_seen_at,
    records.login_namespace,
    case when not list_contains(getvariable('placeholder_logins'), lower(records.login_id)) then nullif(records.login_id, '')
    end as login_id,
    records.email_as_written,
    canonical.email,
    hex_digest(records.email_sha256, '64') as email_sha256,
    case when records.connector = 'mailchimp' then hex_digest(split_part(records.record_id, ':', -1), '32')
    end as email_md5,
    phones.e164 as phone,
    case when records.customer_kind <> 'organisation' then names.first_name end as first_name,
    case when records.customer_kind <> 'organisation' then names.middle_name end as middle_name,
    case when records.customer_kind <> 'organisation' then names.last_name end as last_name,
    names.generation,
    case when records.customer_kind <> 'organisation' then names.title_sex end as title_sex,
    case
        when list_contains(getvariable('placeholder_birth_dates'), cast(records.birth_date as text)) then null
        -- a year of two digits that was read as 2050; clocks that were never set say 1970
        when records.birth_date > greatest(records.written_at, records.first_seen_at)
            and greatest(records.written_at, records.first_seen_at) >= date '1971-01-01' then null
        else records.birth_date
    end as birth_date,
    own_number(records.personal_number) as personal_number,
    addresses.address_key,
    addresses.street,
    addresses.house_number,
    addresses.flat,
    addresses.house,
    addresses.postal_code,
    addresses.city
from records
left join canonical_emails as canonical on canonical.email_as_written = records.email_as_written
left join phones on phones.phone = records.phone and phones.country_code is not distinct from records.country_code
    and phones.source = records.source
left join written_names as names
    on names.written_full_name is not distinct from records.full_name
    and names.written_first_name is not distinct from records.first_name
    and names.written_middle_name is not distinct from records.middle_name
    and names.written_last_name is not distinct from records.last_name
    and names.written_suffix is not distinct from records.name_suffix
left join addresses
    on addresses.address_line is not distinct from records.address_line
    and addresses.written_city is not distinct from records.city
    and addresses.written_postal_code is not distinct from records.postal_code;
