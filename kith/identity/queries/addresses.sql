-- places: one row per record with a postal code or a town. address_keys: one row per record whose street is known: its
-- parts, and a key that two ways of writing one address share.

create or replace temp table places as
with written as (
    select
        record_number,
        -- ZIP+4 names the block behind the code: 02139-4307. Nobody else writes nine digits so.
        regexp_replace(upper(trim(postal_code)), '^([0-9]{5})-[0-9]{4}$', '\1') as postal_code,
        city
    from records
    where postal_code is not null or city is not null
)

select
    record_number,
    case when not exists (
        select 1 from placeholders
        where placeholders.kind = 'postal_code' and placeholders.value = written.postal_code
    ) then nullif(regexp_replace(postal_code, '[^A-Z0-9]', '', 'g'), '') end as postal_code,
    nullif(array_to_string(address_words(city), ''), '') as city
from written;

create or replace temp table address_keys as
with written as (
    select
        record_number,
        generate_subscripts(words, 1) as position,
        unnest(words) as written_word,
        coalesce(places.postal_code, places.city) as place
    from (select record_number, address_words(address_line) as words from records where address_line is not null)
    inner join places using (record_number)
    where len(words) > 1 and coalesce(places.postal_code, places.city) is not null
),

words as (
    select
        written.record_number,
        written.place,
        written.position,
        coalesce(
            address_word_forms.canonical,
            -- German writes it at the end of the word: Hauptstr.
            regexp_replace(written.written_word, '(\p{L}{2})str$', '\1strasse')
        ) as word,
        regexp_full_match(written.written_word, '[0-9]+[a-z]?') as is_number
    from written
    left join address_word_forms on address_word_forms.word = written.written_word
),

-- "Flat 2, 9 Park Road" is house 9 as "9 Park Road, Flat 2" is; a "Flat Lane" is a street
parted as (
    select
        *,
        case
            when word = 'flat' then coalesce(lead(is_number or length(word) = 1) over one_address, false)
            else coalesce(lag(word) over one_address = 'flat' and (is_number or length(word) = 1), false)
        end as is_flat
    from words
    window one_address as (partition by record_number order by position)
)

select
    record_number,
    string_agg(word, ' ' order by not is_flat, position) || '|' || any_value(place) as address_key,
    nullif(string_agg(word, ' ' order by position) filter (where not is_number and not is_flat), '') as street,
    -- a flat without a house has no better number than its own
    coalesce(
        arg_min(word, position) filter (where is_number and not is_flat),
        arg_min(word, position) filter (where is_number)
    ) as house_number
from parted
group by record_number;
