"""The crowd: persons, the households they live in, and which of the publisher's systems each one uses.

Data flow: numpy draws -> table `people` of the chunk, one row per person, with what is true of him. What each system
has written down about him is another matter: see records.py.

Phone numbers are bijections of the person's or household's number, so no two people share one by accident, and all
are possible numbers of their country: GB mobile +4474 and eight digits, GB landline +44207 and seven, IE +35386 and
+3531, DE +49151 and +4930, US +1212 and +1646. Postal codes and streets are made up. E-mail lives under example.*.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kith.demo import names
from kith.demo.world import World

DOMAINS = (
    "example.com",
    "example.net",
    "example.org",
    "mail.example.com",
    "post.example.net",
    "inbox.example.org",
)
DRAWS = [
    "mobile",
    "landline",
    "email",
    "email_two",
    "domain",
    "account",
    "account_day",
    "stripe",
    "bureau",
    "letters",
    "shop",
    "web",
    "support",
    "survey",
    "advocacy",
    "engagement",
    "bargain",
    "needy",
    "married",
    "maiden",
    "device_two",
    "moved",
    "street_two",
    "shared_email",
    "orders",
    "guest",
    "heavy",
]
PAIR_SHARE = 0.42


def make_people(connection: duckdb.DuckDBPyConnection, world: World, chunk: int, numbers: range) -> None:
    """Creates the tables `people` and `households` of a chunk."""
    generator = world.random(chunk, "people")
    count = len(numbers)
    household = _households(generator, numbers)
    lead = np.flatnonzero(np.diff(household, prepend=household[0] - 1))
    place_of = np.cumsum(np.diff(household, prepend=household[0] - 1) > 0) - 1
    columns: dict[str, object] = {
        "person_number": np.arange(numbers.start, numbers.stop, dtype=np.int64),
        "household_number": household,
        "is_second": np.concatenate([[False], household[1:] == household[:-1]]),
        "birth_day": generator.integers(0, 365 * 65, count),
        "house": generator.integers(1, 180, len(lead))[place_of],
        "old_house": generator.integers(1, 180, count),
    }
    for name in DRAWS:
        columns[f"u_{name}"] = generator.random(count)
    columns.update(_names(generator, place_of, len(lead), count))
    connection.register("drawn_people", pa.table(columns))
    connection.execute(PEOPLE)
    connection.unregister("drawn_people")


def _households(generator: np.random.Generator, numbers: range) -> np.ndarray:
    """Household number of each person: that of its first member; some pairs of neighbours share one."""
    number = np.arange(numbers.start, numbers.stop, dtype=np.int64)
    starts_pair = (np.arange(len(number)) % 2 == 0) & (generator.random(len(number)) < PAIR_SHARE)
    starts_pair[-1] = False
    second = np.concatenate([[False], starts_pair[:-1]])
    return np.where(second, number - 1, number)


def _names(
    generator: np.random.Generator, place_of: np.ndarray, households: int, count: int
) -> dict[str, object]:
    columns: dict[str, object] = {}
    female = generator.random(count) < 0.53
    second = np.concatenate([[False], place_of[1:] == place_of[:-1]])
    # Partners in this world differ in gender, hence in first name: the rest of a couple's evidence is shared.
    female = np.where(second, ~np.roll(female, 1), female)
    columns["gender"] = np.where(female, "female", "male")
    given = names.given_names()
    for gender in ("female", "male"):
        table = given.filter(pc.equal(given.column("gender"), gender))
        drawn = names.pick(generator, table, count)
        columns[f"{gender}_first"] = drawn.column("first_name")
        columns[f"{gender}_short"] = drawn.column("nickname")
    columns["family_name"] = (
        names.pick(generator, names.last_names(), households).column("last_name").take(place_of)
    )
    columns["own_name"] = names.pick(generator, names.last_names(), count).column("last_name")
    places = names.pick(generator, names.places(), households).take(place_of)
    for name in ("country", "currency", "city", "region", "postal_prefix"):
        columns[name] = places.column(name)
    street = names.streets()
    columns["street_name"] = street.take(pa.array(generator.integers(0, len(street), households)[place_of]))
    columns["old_street_name"] = street.take(pa.array(generator.integers(0, len(street), count)))
    return columns


_DOMAIN_LIST = ", ".join(f"'{domain}'" for domain in DOMAINS)
_PLAIN = "regexp_replace(lower(strip_accents({0})), '[^a-z]', '', 'g')"
PEOPLE = f"""
create table people as
with named as (
    select *,
        case gender when 'female' then female_first else male_first end as first_name,
        case gender when 'female' then female_short else male_short end as nickname,
        case when is_second and u_married < .15 then own_name else family_name end as last_name,
        case when gender = 'female' and u_maiden < .03 then own_name end as maiden_name,
        (person_number * 7919 + 13) % 100000000 as mobile_digits,
        (household_number * 7919 + 29) % 8000000 + 2000000 as line_digits,
        (abs(person_number) * 6007 + 11) % 100000000 as login_digits,
        u_stripe < .38 as has_stripe, u_bureau < .24 as has_bureau, u_letters < .58 as has_letters,
        u_shop < .27 as has_shop, u_web < .85 as has_web
    from drawn_people
)
select
    person_number, printf('p%07d', person_number) as person_id,
    household_number, printf('h%07d', household_number) as household_id, 'crowd' as role,
    gender, first_name, nickname, last_name, maiden_name,
    (date '1938-01-01' + birth_day::integer) as birth_date,
    country, currency, city, region,
    house || ' ' || street_name as street,
    case when u_moved < .10 then old_house || ' ' || old_street_name end as old_street,
    case country
        when 'GB' then postal_prefix || (household_number % 19 + 1) || ' '
            || (household_number * 7 % 9 + 1) || chr((65 + household_number * 11 % 26)::int)
            || chr((65 + household_number * 17 % 26)::int)
        when 'IE' then postal_prefix || lpad((household_number % 24 + 1)::text, 2, '0') || ' '
            || chr((65 + household_number * 5 % 26)::int) || lpad((household_number * 13 % 1000)::text, 3, '0')
        when 'DE' then postal_prefix || lpad((household_number * 13 % 1000)::text, 3, '0')
        else postal_prefix || lpad((household_number * 13 % 100)::text, (5 - length(postal_prefix))::int, '0')
    end as postal_code,
    case when u_mobile < .85 then case country
        when 'GB' then '+4474' || lpad(mobile_digits::text, 8, '0')
        when 'IE' then '+35386' || lpad((mobile_digits % 10000000)::text, 7, '0')
        when 'DE' then '+49151' || lpad(mobile_digits::text, 8, '0')
        else '+1212' || (2000000 + mobile_digits % 8000000)::text end end as mobile,
    case when household_number * 31 % 100 < 55 then case country
        when 'GB' then '+44207' || line_digits::text
        when 'IE' then '+3531' || line_digits::text
        when 'DE' then '+4930' || line_digits::text || '0'
        else '+1646' || line_digits::text end end as landline,
    {_PLAIN.format("first_name")} || '.' || {_PLAIN.format("last_name")} || person_number || '@'
        || [{_DOMAIN_LIST}][1 + floor(u_domain * {len(DOMAINS)})::int] as own_email,
    case when u_email_two < .25 then left({_PLAIN.format("first_name")}, 1) || {_PLAIN.format("last_name")}
        || '.' || person_number || '@' || [{_DOMAIN_LIST}][1 + floor(u_email * {len(DOMAINS)})::int]
    end as second_email,
    case when u_account < .6 or has_stripe then printf('u%08d', login_digits) end as login_id,
    has_stripe, has_bureau, has_letters, has_shop,
    has_web or not (has_stripe or has_bureau or has_letters or has_shop) as has_web,
    u_support < .14 as has_support, u_survey < .08 as has_survey, u_advocacy < .05 as has_advocacy,
    least(12, 1 + floor(ln(1 - u_orders) / ln(.62)))::int as order_count,
    u_guest < .35 as is_guest, u_device_two < .38 as has_second_device,
    -- Half of all reading is done by a fifth of the readers.
    case when u_engagement < .2 then 4.0 when u_engagement < .6 then 1.0 else .35 end as appetite,
    u_bargain < .15 as is_bargain_hunter, u_needy < .06 as is_needy,
    u_shared_email < .12 as shares_email, is_second,
    end_second() - (86400 * (200 + u_account_day * 1100))::bigint as known_since
from named
order by person_number;

-- One partner of some couples uses the other's mailbox everywhere.
create table mailboxes as
select person_number, case when is_second and shares_email
    then first_value(own_email) over (partition by household_number order by person_number)
    else own_email end as email
from people;
create or replace table people as
select people.* exclude (own_email), mailboxes.email
from people join mailboxes using (person_number) order by person_number;
"""
