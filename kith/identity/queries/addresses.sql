-- One row per record whose street is known: a key that two ways of writing one address share.

create or replace temp table address_keys as
with written as (
    select record_number, generate_subscripts(words, 1) as position, unnest(words) as word, place
    from (
        select
            record_number,
            address_words(address_line) as words,
            coalesce(
                case when not exists (
                    select 1 from placeholders
                    where placeholders.kind = 'postal_code' and placeholders.value = upper(trim(records.postal_code))
                ) then nullif(regexp_replace(upper(postal_code), '[^A-Z0-9]', '', 'g'), '') end,
                nullif(array_to_string(address_words(city), ''), '')
            ) as place
        from records
        where address_line is not null
    )
    where place is not null and len(words) > 1
)

select
    written.record_number,
    string_agg(coalesce(address_word_forms.canonical, written.word), ' ' order by written.position)
    || '|' || any_value(written.place) as address_key
from written
left join address_word_forms on address_word_forms.word = written.word
group by written.record_number;
