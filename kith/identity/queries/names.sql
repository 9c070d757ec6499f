-- One row per distinct (first name, last name), and per second word of a first name, with what the guards need to know
-- of it.

create or replace temp table known_names as
with listed as (
    select first_name, first_name as formal_name from first_names
    union
    select nickname as first_name, nickname as formal_name from nicknames
    union
    select nickname as first_name, formal_name from nicknames
    union
    select formal_name as first_name, formal_name from nicknames
)

select first_name, list(formal_name order by formal_name) as formal_names
from listed
group by first_name;

-- "Jhon" stands for every known name that it is one slip away from, and so for what these are short for. A slip leaves
-- the first letter or the last two, and as many letters, or one more or less. What is cheap goes before the distance,
-- which costs ten times as much: letters that differ in their place, of which an exchange moves two; the similarity,
-- which is .78 at the least of words of four letters with one slip.
create or replace temp table misspelt_names as
with written as (
    select first_name as word from people where length(first_name) >= 4
    union
    select last_name as word from people where length(last_name) >= 4
),

unknown as (
    select word from written
    anti join known_names on known_names.first_name = written.word
),

-- a row per number of letters of the words that a slip makes of the name
slippery as (
    select first_name, unnest(range(length(first_name) - 1, length(first_name) + 2)) as letters
    from known_names
    where length(first_name) >= 4
),

neighbours as (
    select unknown.word, slippery.first_name
    from unknown
    inner join slippery
        on slippery.letters = length(unknown.word) and left(slippery.first_name, 1) = left(unknown.word, 1)
    union all
    select unknown.word, slippery.first_name
    from unknown
    inner join slippery
        on slippery.letters = length(unknown.word) and right(slippery.first_name, 2) = right(unknown.word, 2)
),

slipped as (
    select word, first_name
    from neighbours
    where
        case
            when case when strlen(first_name) = strlen(word) then hamming(first_name, word) > 2 else false end
                then false
            when jaro_winkler_similarity(first_name, word) < 0.75 or are_of_two_sexes(first_name, word) then false
            else damerau_levenshtein(first_name, word) = 1
        end
)

select slipped.word as first_name, list_distinct(flatten(list(known_names.formal_names))) as formal_names
from slipped
inner join known_names using (first_name)
group by slipped.word;

create or replace temp table names as
with distinct_names as (
    select
        first_name || '|' || coalesce(last_name, '') as name, first_name, coalesce(last_name, '') as last_name
    from people
    where first_name is not null
    union
    -- the second word of a first name, by itself
    select middle_name || '|' as name, middle_name as first_name, '' as last_name
    from people
    where length(middle_name) > 1
)

select
    distinct_names.name,
    struct_pack(
        first_name := distinct_names.first_name,
        last_name := distinct_names.last_name,
        formal_names := list_append(
            coalesce(known_names.formal_names, misspelt_names.formal_names, []), distinct_names.first_name
        ),
        formal_last_names := list_append(
            coalesce(known_last_names.formal_names, misspelt_last_names.formal_names, []), distinct_names.last_name
        ),
        is_known := known_names.first_name is not null
    ) as name_row
from distinct_names
left join known_names on known_names.first_name = distinct_names.first_name
left join misspelt_names on misspelt_names.first_name = distinct_names.first_name
left join known_names as known_last_names on known_last_names.first_name = distinct_names.last_name
left join misspelt_names as misspelt_last_names on misspelt_last_names.first_name = distinct_names.last_name;
