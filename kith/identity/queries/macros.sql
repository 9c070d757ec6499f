-- Small functions that the queries share. They take text as a source gave it; null in, null out.

-- Texts and records as 64 bits. DuckDB's hash takes a text by eight bytes at a time and lets two changes in two of them
-- cancel each other: of 84,000 numbered keys ("books:subscription:s1041:2026-01-01") it confuses 7,354. Read backwards
-- the bytes fall otherwise, and what is confused both ways differs by chance alone.
create or replace temp macro text_key(value) as case when value is not null then hash(value, reverse(value)) end;
create or replace temp macro record_key(source, record_id) as hash(source, record_id, reverse(record_id));

-- Accents are taken off Latin, Greek and Cyrillic letters alone: in the scripts of these blocks of Unicode a mark may
-- be a vowel.
create or replace temp macro unaccented(value) as
    case
        when regexp_matches(value, '[\x{0530}-\x{1CFF}\x{3040}-\x{D7FF}]') then nfc_normalize(value)
        else strip_accents(value)
    end;

-- Most texts have no accents: of as many bytes as letters, they are folded at a tenth of the price.
create or replace temp macro folded(value) as
    case
        when strlen(value) = length(value) then lower(value)
        else
            replace(replace(replace(replace(replace(replace(
                lower(unaccented(value)), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o'), 'ł', 'l'), 'đ', 'd')
    end;

-- Of a folded text: letters with their marks, apostrophes closed up, everything else a gap: "o'brien-smith jr." →
-- [obrien, smith, jr].
create or replace temp macro words_in(plain) as
    list_filter(
        string_split(
            trim(regexp_replace(
                regexp_replace(replace(plain, 'sig.ra', 'signora'), '[''’`´]', '', 'g'), '[^\p{L}\p{M}]+', ' ', 'g'
            )), ' '
        ),
        lambda word: word <> '' and not list_contains(getvariable('placeholder_words'), word)
    );

-- The words of a name that stands in two columns: as it is written, and folded. No name has none.
create or replace temp macro name_words(value, plain) as
    case
        when value is null or list_contains(getvariable('placeholder_texts'), lower(trim(value))) then []
        else words_in(plain)
    end;

-- The words of a name of Latin letters only, once folded: itself. What nearly all are costs a third of words_in.
create or replace temp macro only_word(plain) as
    case
        when plain is null
            or list_contains(getvariable('placeholder_texts'), plain)
            or list_contains(getvariable('placeholder_words'), plain) then []
        else [plain]
    end;

create or replace temp macro without(words, unwanted) as
    list_filter(words, lambda word: not list_contains(unwanted, word));

-- "John and Jane Smith" is two people: such a record has no first name of its own.
create or replace temp macro names_two_people(plain) as
    regexp_matches(plain, '(\s(and|und|et|en|y)\s|&|\+|/)');

create or replace temp macro words_of_the_second(plain) as without(
    words_in(regexp_replace(plain, '^.*(\s(and|und|et|en|y)\s|&|\+|/)', '')), getvariable('title_words')
);

-- Whether a name begins with the title of a man or of a woman; one of them may stand behind another title.
create or replace temp macro sex_of_title(words) as
    coalesce(
        getvariable('title_sexes')[words[1]],
        case when list_contains(getvariable('title_words'), words[1]) then getvariable('title_sexes')[words[2]] end
    );

-- "Smith, John" → "John Smith"; a comma before a suffix only ("John Smith, Jr.") stays where it is.
create or replace temp macro in_spoken_order(value) as
    case
        when len(without(words_in(folded(split_part(value, ',', 2))), getvariable('suffix_words'))) > 0
            then split_part(value, ',', 2) || ' ' || split_part(value, ',', 1)
        else value
    end;

create or replace temp macro email_form() as
    '[^\s\p{Z}\p{Cf}<>,;:"()@]+@[^\s\p{Z}\p{Cf}<>,;:"()@]+\.[^\s\p{Z}\p{Cf}<>,;:"()@]+';

create or replace temp macro emails_in(value) as
    list_distinct(regexp_extract_all(lower(nfc_normalize(value)), email_form()));

-- Of two addresses in one cell neither is more the record's than the other: it has none.
create or replace temp macro bare_email(value) as
    case
        -- nearly all are of this form, which is found at a third of the price
        when regexp_full_match(value, '[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+') then lower(value)
        when not contains(substr(value, strpos(value, '@') + 1), '@')
            then nullif(rtrim(regexp_extract(lower(nfc_normalize(value)), email_form(), 0), '.'), '')
        when len(emails_in(value)) = 1 then nullif(rtrim(emails_in(value)[1], '.'), '')
    end;

create or replace temp macro hex_digest(value, digits) as
    case when regexp_full_match(lower(trim(value)), '[0-9a-f]{' || digits || '}') then lower(trim(value)) end;

create or replace temp macro address_words(value) as
    case
        -- most are written without any sign, and need only be split
        when regexp_full_match(folded(value), '[a-z0-9]+( [a-z0-9]+)*') then string_split(folded(value), ' ')
        else list_filter(string_split(trim(regexp_replace(folded(value), '[^\p{L}\p{M}0-9]+', ' ', 'g')), ' '),
            lambda word: word <> '')
    end;

create or replace temp macro is_house_number(word) as regexp_full_match(word, '[0-9]+[a-z]?');

-- The word at this place of an address says which flat: "flat", or the number or letter behind it.
create or replace temp macro is_of_flat(words, place) as
    case
        when words[place] = 'flat'
            then coalesce(is_house_number(words[place + 1]) or length(words[place + 1]) = 1, false)
        else
            place > 1
            and words[place - 1] = 'flat'
            and (is_house_number(words[place]) or length(words[place]) = 1)
    end;

-- The guard of this name is switched off (settings.py).
create or replace temp macro is_off(guard) as list_contains(cast(getvariable('switched_off') as text[]), guard);

-- The name of a guard that has something to say; switched off it has not.
create or replace temp macro fault(guard, has_fault) as case when has_fault and not is_off(guard) then guard end;

-- Letters and digits of a number of one's own; words for none, and one digit over and over, are no number.
create or replace temp macro own_number(value) as
    case
        when list_contains(getvariable('placeholder_texts'), lower(trim(value))) then null
        when list_contains(getvariable('placeholder_words'), lower(trim(value))) then null
        when regexp_full_match(regexp_replace(value, '[^0-9A-Za-z]', '', 'g'), '0*|1*|2*|3*|4*|5*|6*|7*|8*|9*|[xX]*') then null
        else nullif(upper(regexp_replace(value, '[^0-9A-Za-z]', '', 'g')), '')
    end;

-- So many records stand in a block that its pairs are worth comparing: two at the least, and no more than the cap.
create or replace temp macro is_compared(records, cap) as records between 2 and cap;

-- So few use a device that it says something of who they are to one another: it may join them, or ask for review.
create or replace temp macro relates_its_users(logins, clicks) as
    is_off('shared_device')
    or (logins <= 1 and clicks <= getvariable('device_reader_cap'))
    or logins + clicks <= getvariable('device_reader_cap');
