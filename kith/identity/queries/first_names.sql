-- When two first names are one person's. Names are rows of table names (names.sql), as first_names_clash reads them.

-- Giulio and Giulia, Daniel and Daniela, Michel and Michele: a letter apart, and a man and a woman.
create or replace temp macro are_of_two_sexes(one, other) as
    one || 'a' = other or other || 'a' = one
    or one || 'e' = other or other || 'e' = one
    or (left(one, -1) = left(other, -1) and right(one, 1) || right(other, 1) in ('ao', 'oa'));

-- Where Unicode's blocks of the scripts begin: Greek, Cyrillic, Armenian, Hebrew, Arabic, the Indic ones, Thai and on.
set variable script_blocks = [
    880, 1024, 1328, 1424, 1536, 2304, 2432, 2560, 2688, 2816, 2944, 3072, 3200, 3328, 3456, 3584, 3712, 3840, 4096,
    4256, 4352, 4608, 12352, 13312, 44032
];

-- What is written in two scripts says nothing of one another. Accents are off by now, so the first letter tells.
create or replace temp macro script_of(word) as
    case
        when unicode(word) < getvariable('script_blocks')[1] then 0
        else len(list_filter(getvariable('script_blocks'), lambda block: block <= unicode(word)))
    end;

create or replace temp macro first_names_agree(one, other) as
    one.first_name = other.first_name
    -- an initial fits every name that begins with it, and the short forms of such a name: R. may be Bob
    or (
        length(one.first_name) = 1
        and len(list_filter(other.formal_names, lambda name: starts_with(name, one.first_name))) > 0
    )
    or (
        length(other.first_name) = 1
        and len(list_filter(one.formal_names, lambda name: starts_with(name, other.first_name))) > 0
    )
    or case
        when one.is_known and other.is_known then list_has_any(one.formal_names, other.formal_names)
        when are_of_two_sexes(one.first_name, other.first_name) then false
        -- two names that we do not know, or one of the two, a slip or a cut apart, or slips of one name
        else
            list_has_any(one.formal_names, other.formal_names)
            or damerau_levenshtein(one.first_name, other.first_name)
            <= case
                when least(length(one.first_name), length(other.first_name)) >= 8 then 2
                when least(length(one.first_name), length(other.first_name)) >= 4 then 1
                else 0
            end
            or (
                least(length(one.first_name), length(other.first_name)) >= 3
                and (starts_with(one.first_name, other.first_name) or starts_with(other.first_name, one.first_name))
            )
    end;

-- First and last name exchanged in one of the two is a slip of a form, not another person; a nickname or a misspelling
-- may come on top of it.
create or replace temp macro names_are_exchanged(one, other) as
    one.last_name <> ''
    and other.last_name <> ''
    and (
        (
            (
                list_has_any(one.formal_names, other.formal_last_names)
                or (length(one.first_name) = 1 and starts_with(other.last_name, one.first_name))
            )
            and damerau_levenshtein(one.last_name, other.first_name) <= 1
        )
        or (
            (
                list_has_any(other.formal_names, one.formal_last_names)
                or (length(other.first_name) = 1 and starts_with(one.last_name, other.first_name))
            )
            and damerau_levenshtein(other.last_name, one.first_name) <= 1
        )
    );

create or replace temp macro first_names_clash(one, other) as
    case
        when first_names_agree(one, other) then false
        when names_are_exchanged(one, other) then false
        else script_of(one.first_name) = script_of(other.first_name)
    end;

-- A slip apart: neither is a part of the other, and one of them at the least is no name that we know.
create or replace temp macro are_slips(one, other) as
    not (one.is_known and other.is_known)
    and least(length(one.first_name), length(other.first_name)) >= 3
    and not starts_with(one.first_name, other.first_name)
    and not starts_with(other.first_name, one.first_name)
    and damerau_levenshtein(one.first_name, other.first_name) <= 2;
