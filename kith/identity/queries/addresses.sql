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
        records.record_number,
        coalesce(places.postal_code, places.city) as place,
        -- a flat written behind the house's number: 12/3
        nullif(regexp_extract(folded(records.address_line), '[0-9][a-z]? ?/ ?([0-9]+[a-z]?)', 1), '') as number_behind,
        list_transform(
            address_words(replace(records.address_line, '#', ' flat ')),
            lambda word: coalesce(
                getvariable('address_word_forms')[word],
                -- German writes it at the end of the word: Hauptstr.
                case when ends_with(word, 'str') then regexp_replace(word, '(\p{L}{2})str$', '\1strasse') else word end
            )
        ) as words
    from records
    inner join places using (record_number)
    where records.address_line is not null and coalesce(places.postal_code, places.city) is not null
),

-- "Flat 2, 9 Park Road" is house 9 as "9 Park Road, Flat 2" is; a "Flat Lane" is a street
parted as (
    select
        *,
        case
            when list_contains(words, 'flat')
                then list_filter(words, lambda word, place: not is_of_flat(words, place))
            else words
        end as house_words,
        case
            when list_contains(words, 'flat') then list_filter(words, lambda word, place: is_of_flat(words, place))
            else []
        end as flat_words,
        list_filter(house_words, lambda word: is_house_number(word)) as numbers
    from written
    where len(words) > 1
)

select
    record_number,
    array_to_string(flat_words || house_words, ' ') || '|' || place as address_key,
    nullif(array_to_string(list_filter(house_words, lambda word: not is_house_number(word)), ' '), '') as street,
    -- a flat without a house has no better number than its own
    coalesce(numbers[1], list_filter(flat_words, lambda word: is_house_number(word))[1]) as house_number,
    case when len(numbers) > 0 then coalesce(list_filter(flat_words, lambda word: word <> 'flat')[1], number_behind) end
        as flat
from parted;
