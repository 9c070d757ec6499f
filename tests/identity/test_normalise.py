"""What each value becomes before it is compared: one line a case."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kith.identity.normalise import international_phone, load_reference, normalise, reference_rows
from kith.identity.preparation import install_settings
from kith.identity.queries.run import run_query
from kith.identity.scope import lay_everything
from kith.identity.settings import IdentitySettings
from tests.identity.normalise_cases import CASES
from tests.identity.world import World, day

NAME_PAIRS: list[tuple[str, str, bool]] = [
    ("John Smith", "Jane Smith", True),
    ("John Smith", "J. Smith", False),
    ("John Smith", "Johnny Smith", False),
    ("John Smith", "Jack Smith", False),
    ("William Smith", "Bill Smith", False),
    ("Bob Smith", "Robbie Smith", False),
    ("Kate Smith", "Katherine Smith", False),
    ("Jhon Smith", "John Smith", False),
    ("Elizabth Smith", "Elizabeth Smith", False),
    ("Paul Smith", "Paula Smith", True),
    ("Mario Rossi", "Maria Rossi", True),
    ("Alexander Smith", "Alexandra Smith", True),
    ("Alex Smith", "Alexandra Smith", False),
    ("Jane Smith", "J. Smith", False),
    ("Rosa Smith", "K. Smith", True),
    ("Bob Smith", "R. Smith", False),
    ("Bob Smith", "J. Smith", True),
    ("Steve Wood", "Wood Stephen", False),
    ("Stephen Wood", "Wodo Stephen", False),
    ("Rosa Martin", "Martin Diaz", True),
    ("David Thomas", "Thomas Thomas", True),
    ("Thomas David", "David Thomas", False),
    ("Smith John", "John Smith", False),
    ("Jane Brown", "Jane Smith", False),
    ("Amy Smith", "May Smith", True),
    # a letter apart, and a man and a woman
    ("Giulio Rossi", "Giulia Rossi", True),
    ("Franco Rossi", "Franca Rossi", True),
    ("Daniel Weber", "Daniela Weber", True),
    ("Jan Novak", "Jana Novak", True),
    ("Dominik Weber", "Dominika Weber", True),
    ("Michel Martin", "Michele Martin", True),
    ("Claudio Rossi", "Claudia Rossi", True),
    # the rule knows letters alone: so is a key held too long, and a slip in three letters
    ("Zo\u00eb Brown", "Zo\u00eb\u00eb Brown", True),
    ("Ann Smith", "Amn Smith", True),
    ("Claudio Rossi", "Cladio Rossi", False),
    ("Daniela Weber", "Danniela Weber", False),
    # a slip stands for what its name is short for: exchanged, missing, one too many, at either end; but not of a name
    # of three letters, nor where a letter is of another alphabet
    ("Wililam Smith", "Bill Smith", False),
    ("Robrt Smith", "Bob Smith", False),
    ("Willliam Smith", "Bill Smith", False),
    ("Uilliam Smith", "Bill Smith", False),
    ("Williak Smith", "Bill Smith", False),
    ("Boqb Smith", "Robert Smith", True),
    ("W\u0131ll\u0131am Smith", "Bill Smith", True),
    # names of two scripts are unknown to one another, marks of a script are letters
    ("\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "Ivan Petrov", False),
    ("\u0399\u03c9\u03ac\u03bd\u03bd\u03b7\u03c2 \u03a0\u03b1\u03c0\u03c0\u03ac\u03c2", "John Pappas", False),
    ("\u674e\u82b3 \u674e", "Fang Li", False),
    (
        "\u0930\u093e\u092e \u0936\u0930\u094d\u092e\u093e",
        "\u0930\u092e\u093e \u0936\u0930\u094d\u092e\u093e",
        True,
    ),
    (
        "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432",
        "\u041f\u0451\u0442\u0440 \u041f\u0435\u0442\u0440\u043e\u0432",
        True,
    ),
]


def case_id(number: int) -> str:
    """A short test name that holds what was written."""
    return " ".join(str(value) for value in CASES[number][0].values())[:40]


@pytest.fixture(scope="module")
def normalised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with every case normalised: a source of one record each."""
    world = World(tmp_path_factory.mktemp("normalise"))
    for number, (written, _) in enumerate(CASES):
        values = {"record_id": "1", **written}
        world.add("stg_ops__sources", source=f"case{number}", connector=values.pop("connector", "files"))
        world.person(f"case{number}", values.pop("record_id"), **values)
    for number, (one, other, _) in enumerate(NAME_PAIRS):
        world.person("one", str(number), first_name=one.split()[0], last_name=one.split()[1])
        world.person("other", str(number), first_name=other.split()[0], last_name=other.split()[1])
    world.build()
    with duckdb.connect(str(world.warehouse)) as connection:
        install_settings(connection, IdentitySettings())
        load_reference(connection)
        normalise(connection)
        connection.execute(
            """
            create temp view outcomes as
            select people.*, addresses.is_placeholder, addresses.is_role
            from people
            left join canonical_emails as addresses using (email_as_written)
            """
        )
        yield connection


@pytest.mark.parametrize("number", range(len(CASES)), ids=case_id)
def test_a_value_takes_the_one_form_that_is_compared(
    normalised: duckdb.DuckDBPyConnection, number: int
) -> None:
    expected = CASES[number][1]
    found = normalised.execute(
        f"select {', '.join(expected)} from outcomes where source = $source", {"source": f"case{number}"}
    ).fetchall()
    assert found == [tuple(expected.values())]


def test_the_table_of_cases_is_broad() -> None:
    written = [str(case) for case in CASES]
    assert len(set(written)) == len(written) >= 120


@pytest.mark.parametrize(
    "number", range(len(NAME_PAIRS)), ids=lambda number: " ".join(NAME_PAIRS[number][:2])
)
def test_first_names_clash_only_when_clearly_different(
    normalised: duckdb.DuckDBPyConnection, number: int
) -> None:
    ((clash, reverse),) = normalised.execute(
        """
        select first_names_clash(one_name.name_row, other_name.name_row),
            first_names_clash(other_name.name_row, one_name.name_row)
        from people as one
        inner join people as other on other.source = 'other' and other.record_id = one.record_id
        inner join names as one_name on one_name.name = one.first_name || '|' || one.last_name
        inner join names as other_name on other_name.name = other.first_name || '|' || other.last_name
        where one.source = 'one' and one.record_id = $number
        """,
        {"number": str(number)},
    ).fetchall()
    assert clash is NAME_PAIRS[number][2]
    assert reverse is clash, "the guard must not depend on the order of the two"


def test_sql_and_library_agree_on_well_formed_phones(tmp_path: Path) -> None:
    seeded = random.Random(4)
    world = World(tmp_path)
    formats = reference_rows("phone_formats")
    for line, country in enumerate(formats):
        region, code, trunk = country["country_code"], country["calling_code"], country["trunk_prefix"]
        for number in range(30):
            national = str(seeded.randint(int(country["lowest_first_digit"]), 9))
            national += "".join(str(seeded.randint(0, 9)) for _ in range(int(country["national_length"]) - 1))
            exit_code = "+" if number % 3 or region in ("US", "CA", "AU") else "00"
            spoken = f"{trunk}{national[:4]} {national[4:]}"
            written = f"{exit_code}{code} {national}" if number % 2 else spoken
            world.person(f"{line}-{number}", "1", phone=written, country_code=region)
    world.build()
    with duckdb.connect(str(world.warehouse)) as connection:
        load_reference(connection)
        lay_everything(connection)
        run_query(connection, "records")
        run_query(connection, "phones")
        rows = connection.execute("select phone, region, e164 from phones where not needs_library").fetchall()
    assert len(rows) == 30 * len(formats)
    assert [row for row in rows if international_phone(row[0], row[1]) != row[2]] == []


def test_a_phone_without_a_country_is_read_in_its_sources_country(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.person("shop", "1", phone="(212) 555-0123", country_code=None)
    world.person("shop", "2", country_code="US")
    world.person("bureau", "1", phone="020 7946 0018", country_code=None)
    for number in range(3):
        world.person("other", str(number), country_code="GB")
    world.build()
    with duckdb.connect(str(world.warehouse)) as connection:
        load_reference(connection)
        normalise(connection)
        phones = connection.execute("select source, phone from people where phone is not null").fetchall()
    assert dict(phones) == {"shop": "+12125550123", "bureau": "+442079460018"}


def test_of_two_rows_of_one_record_the_same_holds_in_any_order(tmp_path: Path) -> None:
    found = []
    for order in (1, -1):
        world = World(tmp_path)
        for email in ("a@tide.example", "b@tide.example")[::order]:
            world.person("shop", "1", email=email, updated_at=day(3))
        world.build()
        with duckdb.connect(str(world.warehouse)) as connection:
            load_reference(connection)
            lay_everything(connection)
            run_query(connection, "records")
            found.append(connection.execute("select email from records").fetchall())
    assert found[0] == found[1]


def test_no_two_records_of_numbered_ids_are_known_by_one_key() -> None:
    with duckdb.connect() as connection:
        install_settings(connection, IdentitySettings())
        load_reference(connection)
        [counted] = connection.execute(
            "select count(*), count(distinct record_key('bureau', id)), count(distinct text_key(id))"
            " from (select 'subscription:' || unit || ':seat:' || seat as id"
            " from range(1000, 2000) units(unit), range(10, 60) seats(seat))"
        ).fetchall()
    assert counted == (50_000, 50_000, 50_000)
