-- Two dates, as YYYY-MM-DD, that no slip of the pen explains: one digit off, or day and month exchanged, is one date.
create or replace temp macro birth_dates_clash(one, other) as
    damerau_levenshtein(one, other) > 1
    and not (
        left(one, 4) = left(other, 4) and substr(one, 6, 2) = right(other, 2) and right(one, 2) = substr(other, 6, 2)
    );
