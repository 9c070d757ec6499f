"""Any number of records of invented couples: two people to a household, most of one surname, with errors, from a seed.

Everything is drawn by numpy at once and written as text by DuckDB, so a million records take seconds. A person has one
to three records; each tells only a part, and may hold a slip or an old address. Two in three give the household's
telephone as their own; no two have one e-mail address.
"""

import csv
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy

RECORDS_PER_PERSON = {1: 0.5, 2: 0.33, 3: 0.17}
SHARES_NAME = 0.9
HAS_MOVED = 0.08
SLIP_IN_NAME = 0.05
LACKS = {"email": 0.45, "phone": 0.6, "birth_date": 0.7, "address": 0.25}
HOUSEHOLDS_PER_POSTAL_CODE = 120
FEWEST_POSTAL_CODES = 50
FIRST_NAMES = Path(__file__).parents[3] / "kith" / "identity" / "reference" / "first_names.csv"
SYLLABLES = (
    *("ka", "ber", "lin", "mo", "ster", "wood", "ton", "hart", "ley", "man"),
    *("sen", "dor", "vi", "ro", "wil", "gar", "ne", "ash", "by", "field"),
)
STREET_KINDS = ("street", "road", "lane")

Columns = dict[str, Any]

PROFILES = """
    with spelt as (
        select
            records.*,
            first_names.name as true_first_name,
            last_names.name as true_last_name
        from records
        inner join first_names on first_names.position = records.first_name
        inner join last_names on last_names.position = records.last_name
    )

    select
        record,
        'generated' as source,
        cast(record as varchar) as record_id,
        slipped(true_first_name, first_slip, first_letter) as first_name,
        slipped(true_last_name, last_slip, last_letter) as last_name,
        case when has_birth_date then date '1935-01-01' + birth_day::int end as birth_date,
        case
            when has_email
                then printf(
                    '%s.%s%d@%s.example', true_first_name, true_last_name, person // 5,
                    ['mail', 'post', 'inbox', 'letters', 'home'][person % 5 + 1]
                )
        end as email,
        case
            when not has_phone then null
            when person % 3 > 0 then printf('+1212%07d', household)
            else printf('+1312%07d', person)
        end as phone,
        case when has_address then house_number || ' ' || streets.name end as address_line,
        case when has_address then cast(postal_code as varchar) end as postal_code,
        'US' as country_code
    from spelt
    inner join streets on streets.position = spelt.street
"""


def write_generated(records: int, seed: int, folder: Path) -> None:
    """Write about `records` records drawn with `seed`."""
    import pyarrow

    first_names, last_names, streets = _vocabulary()
    drawn = draw(records, seed, len(first_names), len(last_names), len(streets))
    lists = {"first_names": first_names, "last_names": last_names, "streets": streets}
    with duckdb.connect() as connection:
        connection.execute(
            """
            create macro slipped(word, slip, letter) as
            case
                when slip < 0 then word
                else left(word, (slip % length(word))::int) || chr(97 + letter::int)
                    || substr(word, (slip % length(word))::int + 2)
            end
            """
        )
        for name, words in lists.items():
            table = pyarrow.table({"position": list(range(len(words))), "name": words})
            connection.register(f"{name}_list", table)
            connection.execute(f"create table {name} as from {name}_list")
        connection.register("records", pyarrow.table(drawn))
        connection.execute(
            f"copy (select * from ({PROFILES}) order by record) to '{folder}/profiles.parquet'"
        )
        connection.execute(
            f"copy (select record, person, household from records order by record) to '{folder}/truth.parquet'"
        )


def draw(records: int, seed: int, first_names: int, last_names: int, streets: int) -> Columns:
    """All choices of the world as columns of numbers, one row a record, in an order that tells nothing."""
    random = numpy.random.default_rng(seed)
    average = sum(number * share for number, share in RECORDS_PER_PERSON.items())
    people = max(2, round(records / average))
    households = people // 2 + 1
    household_of = numpy.arange(people) // 2
    homes = {
        "last_name": random.choice(last_names, households, p=_falling(last_names, 0.8)),
        "street": random.integers(0, streets, households),
        "house_number": random.integers(1, 200, households),
        "postal_code": 10_000
        + random.integers(0, max(FEWEST_POSTAL_CODES, households // HOUSEHOLDS_PER_POSTAL_CODE), households),
    }
    persons = {
        "first_name": random.choice(first_names, people, p=_falling(first_names, 0.7)),
        "last_name": numpy.where(
            random.random(people) < SHARES_NAME,
            homes["last_name"][household_of],
            random.choice(last_names, people, p=_falling(last_names, 0.8)),
        ),
        "birth_day": random.integers(0, 73 * 365, people),
    }
    numbers = random.choice(list(RECORDS_PER_PERSON), people, p=list(RECORDS_PER_PERSON.values()))
    person = numpy.repeat(numpy.arange(people), numbers)
    random.shuffle(person)
    count = len(person)
    lived_at = numpy.where(
        random.random(count) < HAS_MOVED, random.integers(0, households, count), household_of[person]
    )
    columns: Columns = {"record": numpy.arange(count), "person": person, "household": household_of[person]}
    columns |= {name: values[person] for name, values in persons.items()}
    columns |= {name: homes[name][lived_at] for name in ("street", "house_number", "postal_code")}
    columns |= {f"has_{name}": random.random(count) >= share for name, share in LACKS.items()}
    for name in ("first", "last"):
        is_slip = random.random(count) < SLIP_IN_NAME
        columns[f"{name}_slip"] = numpy.where(is_slip, random.integers(0, 1000, count), -1)
        columns[f"{name}_letter"] = random.integers(0, 26, count)
    return columns


def _vocabulary() -> tuple[list[str], list[str], list[str]]:
    """First names (those that people bear), surnames and streets made of syllables."""
    with FIRST_NAMES.open(encoding="utf-8", newline="") as lines:
        first_names = [row["first_name"] for row in csv.DictReader(lines)]
    last_names = sorted({"".join(parts) for parts in product(SYLLABLES, SYLLABLES, ["", *SYLLABLES])})
    streets = [f"{one}{other} {kind}" for one, other, kind in product(SYLLABLES, SYLLABLES, STREET_KINDS)]
    return first_names, last_names, streets


def _falling(size: int, exponent: float) -> Any:
    """Chances of `size` things of which the first is the most common."""
    weights = 1 / numpy.arange(1, size + 1) ** exponent
    return weights / weights.sum()
