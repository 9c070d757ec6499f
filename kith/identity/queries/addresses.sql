-- One row per address as written, of those with a postal code or a town: its parts, and where the street is known a key
-- that two ways of writing one address share. An address stands in many records and is taken apart once.

create or replace temp table addresses as
with places as (
    select
        city as written_city,
        postal_code as written_postal_code,
        -- ZIP+4 names the block behind the code: 02139-4307. Nobody else writes nine digits so.
        regexp_replace(upper(trim(postal_code)), '^([0-9]{5})-[0-9]{4}$', '\1') as whole_postal_code,
        case when whole_postal_code not in (select value from placeholders where kind = 'postal_code')
            then nullif(regexp_replace(whole_postal_code, '[^A-Z0-9]', '', 'g'), '') end as postal_code,
        nullif(array_to_string(address_words(city), ''), '') as city
    from (select distinct city, postal_code from records where postal_code is not null or city is not null)
),

written as (
    select distinct
        records.address_line, records.city as written_city, records.postal_code as written_postal_code
    from records
    where records.postal_code is not null or records.city is not null
),

placed as (
    select written.*, places.postal_code, places.city, coalesce(places.postal_code, places.city) as place
    from written
    inner join places
        on places.written_city is not distinct from written.written_city
        and places.written_postal_code is not distinct from written.written_postal_code
),

worded as (
    select
        *,
        case when place is not null then list_transform(
            address_words(replace(address_line, '#', ' flat ')),
            lambda word: coalesce(
                getvariable('address_word_forms')[word],
                -- German writes it at the end of the word: Hauptstr. A class of Unicode would be read anew every two thousand
                -- words, which costs more than all else.
                case when ends_with(word, 'str') then regexp_replace(word, '([^0-9]{2})str$', '\1strasse') else word end
            )
        ) end as words
    from placed
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
            when words is not null then []
        end as flat_words,
        list_filter(house_words, lambda word: is_house_number(word)) as numbers,
        -- a flat written behind the house's number: 12/3
        case when contains(address_line, '/')
            then nullif(regexp_extract(folded(address_line), '[0-9][a-z]? ?/ ?([0-9]+[a-z]?)', 1), '') end as number_behind
    -- a word alone is no address
    from (select * replace (case when len(words) > 1 then words end as words) from worded)
)

select
    address_line,
    written_city,
    written_postal_code,
    postal_code,
    city,
    array_to_string(flat_words || house_words, ' ') || '|' || place as address_key,
    nullif(array_to_string(list_filter(house_words, lambda word: not is_house_number(word)), ' '), '') as street,
    -- a flat without a house has no better number than its own
    coalesce(numbers[1], list_filter(flat_words, lambda word: is_house_number(word))[1]) as house_number,
    case when len(numbers) > 0 then coalesce(list_filter(flat_words, lambda word: word <> 'flat')[1], number_behind) end
        as flat,
    house_number || coalesce('/' || flat, '') || '|' || street || '|' || place as house
from parted;
