-- When two values of one attribute cannot be one person's, beside first names (first_names.sql) and birth dates.

-- Two words that neither a slip nor a part explains: an initial is a part, and so is Jones of Smith-Jones.
create or replace temp macro words_clash(one, other) as
    case least(length(one), length(other))
        when 1 then not starts_with(one, other) and not starts_with(other, one)
        when 2 then one <> other
        when 3 then not contains(one, other) and not contains(other, one)
        else
            not contains(one, other)
            and not contains(other, one)
            and damerau_levenshtein(one, other) > 1
            and jaro_winkler_similarity(one, other) < 0.85
    end
    and script_of(one) = script_of(other);

-- Two values last|middle|first and their last names. The other's last name may stand in the middle, as a maiden name
-- does, or in the place of the first, and then a slip may come on top of it.
create or replace temp macro surnames_clash(one, other, last_name, other_last_name) as
    words_clash(last_name, other_last_name)
    and not contains(one || '|', '|' || other_last_name || '|')
    and not contains(other || '|', '|' || last_name || '|')
    and jaro_winkler_similarity(split_part(one, '|', 3), other_last_name) < 0.9
    and jaro_winkler_similarity(split_part(other, '|', 3), last_name) < 0.9;

-- The part of a value first|last|… by which table names knows it.
create or replace temp macro name_of(value) as regexp_extract(value, '^[^|]*\|[^|]*');

-- Where letters and where digits stand in a number.
create or replace temp macro form_of_number(number) as
    translate(number, 'BCDEFGHIJKLMNOPQRSTUVWXYZ012345678', repeat('A', 25) || repeat('9', 9));

-- Two slips are no clash, and numbers of two sources clash only if letters and digits stand alike in them.
create or replace temp macro own_numbers_clash(one, other, are_of_one_source) as
    damerau_levenshtein(one, other) > 2 and (are_of_one_source or form_of_number(one) = form_of_number(other));
