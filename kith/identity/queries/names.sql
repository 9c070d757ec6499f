-- One row per distinct (first name, last name) with what the first-name guard needs to know of it.

create or replace temp macro first_names_agree(one, other) as
    one.first_name = other.first_name
    -- an initial fits every name that begins with it
    or (length(one.first_name) = 1 and starts_with(other.first_name, one.first_name))
    or (length(other.first_name) = 1 and starts_with(one.first_name, other.first_name))
    or list_has_any(one.formal_names, other.formal_names)
    -- a misspelling: one of the two is no name we know, and they are a slip or a cut apart
    or (
        not (one.is_known and other.is_known)
        and (
            damerau_levenshtein(one.first_name, other.first_name)
            <= case
                when least(length(one.first_name), length(other.first_name)) >= 8 then 2
                when least(length(one.first_name), length(other.first_name)) >= 4 then 1
                else 0
            end
            or (
                least(length(one.first_name), length(other.first_name)) >= 3
                and (starts_with(one.first_name, other.first_name) or starts_with(other.first_name, one.first_name))
            )
        )
    );

-- First and last name exchanged in one of the two is a slip of a form, not another person.
create or replace temp macro first_names_clash(one, other) as
    not first_names_agree(one, other)
    and not coalesce(
        one.first_name = other.last_name and one.last_name <> ''
        and (other.first_name = one.last_name or starts_with(one.last_name, other.first_name)
            or starts_with(other.first_name, one.last_name)),
        false
    );

create or replace temp macro birth_dates_clash(one, other) as
    damerau_levenshtein(one, other) > 1
    and not (left(one, 4) = left(other, 4) and substr(one, 6, 2) = right(other, 2) and right(one, 2) = substr(other, 6, 2));

create or replace temp table names as
with formal as (
    select nickname, list(formal_name order by formal_name) as formal_names from nicknames group by nickname
),

known as (
    select first_name from first_names
    union
    select nickname as first_name from nicknames
    union
    select formal_name as first_name from nicknames
),

distinct_names as (
    select distinct
        first_name || '|' || coalesce(last_name, '') as name, first_name, coalesce(last_name, '') as last_name
    from people
    where first_name is not null
)

select
    distinct_names.name,
    struct_pack(
        first_name := distinct_names.first_name,
        last_name := distinct_names.last_name,
        formal_names := list_append(coalesce(formal.formal_names, []), distinct_names.first_name),
        is_known := known.first_name is not null
    ) as name_row
from distinct_names
left join formal on formal.nickname = distinct_names.first_name
left join known on known.first_name = distinct_names.first_name;
