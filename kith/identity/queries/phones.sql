-- One row per (phone as written, country, source): E.164 where its form alone decides, else `needs_library`.
-- A number without a country is read in the country most of its source's records have, then in the home's.

create or replace temp table country_counts as
select source, country_code, cast(sum(records) as bigint) as records
from (
    select source, country_code, count(*) as records
    from records where country_code is not null group by source, country_code
    union all
    select source, country_code, records from outside_countries
)
group by source, country_code;

create or replace temp table phones as
with source_countries as (
    select source, country_code
    from country_counts
    qualify row_number() over (partition by source order by records desc, country_code) = 1
),

home_country as (
    select country_code from country_counts group by country_code order by sum(records) desc, country_code limit 1
),

distinct_phones as (
    select distinct
        records.source,
        records.phone,
        records.country_code,
        coalesce(records.country_code, source_countries.country_code, (select country_code from home_country))
            as region,
        regexp_replace(records.phone, '[ ().\-/]', '', 'g') as digits
    from records
    left join source_countries on source_countries.source = records.source
    where regexp_matches(records.phone, '[0-9]{3}|[0-9].*[0-9].*[0-9]')
),

formed as (
    select
        distinct_phones.*,
        -- 00 begins an international number everywhere but in these
        case
            when starts_with(digits, '00') and region not in ('US', 'CA', 'AU') then '+' || substr(digits, 3)
            else digits
        end as compact,
        -- "(0)" and letters (extensions, vanity numbers) need the library; so does everything unusual.
        regexp_full_match(phone, '[+0-9 ().\-/]+') and not contains(phone, '(0)') as is_plain
    from distinct_phones
),

matched as (
    select
        formed.source,
        formed.phone,
        formed.country_code,
        formed.region,
        min(
            case
                when starts_with(formed.compact, '+' || formats.calling_code)
                    then formed.compact
                when formats.country_code = formed.region
                    then '+' || formats.calling_code || substr(formed.compact, length(formats.trunk_prefix) + 1)
            end
        ) as e164
    from formed
    left join phone_formats as formats
        on formed.is_plain
        and (
            (
                starts_with(formed.compact, '+' || formats.calling_code)
                and length(formed.compact) = 1 + length(formats.calling_code) + formats.national_length
                and substr(formed.compact, 2 + length(formats.calling_code), 1)
                    between formats.lowest_first_digit and '9'
            )
            or (
                formats.country_code = formed.region
                and starts_with(formed.compact, formats.trunk_prefix)
                and length(formed.compact) = length(formats.trunk_prefix) + formats.national_length
                and substr(formed.compact, 1 + length(formats.trunk_prefix), 1)
                    between formats.lowest_first_digit and '9'
            )
        )
    group by formed.source, formed.phone, formed.country_code, formed.region
)

select *, e164 is null as needs_library from matched;
