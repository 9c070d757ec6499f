"""What each value becomes before it is compared: one line a case."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kith.identity.engine import install_settings
from kith.identity.normalise import international_phone, load_reference, normalise, reference_rows
from kith.identity.queries.run import run_query
from kith.identity.settings import IdentitySettings
from tests.identity.world import World

EMAILS: list[tuple[str, str | None]] = [
    ("john@tide.example", "john@tide.example"),
    ("  John@Tide.Example ", "john@tide.example"),
    ("John <john@tide.example>", "john@tide.example"),
    ("mailto:john@tide.example", "john@tide.example"),
    ("john@tide.example.", "john@tide.example"),
    ("john.smith@gmail.com", "johnsmith@gmail.com"),
    ("j.o.h.n+news@googlemail.com", "john@gmail.com"),
    ("john.smith+shop@outlook.com", "john.smith@outlook.com"),
    ("john@me.com", "john@icloud.com"),
    ("john@protonmail.com", "john@proton.me"),
    ("john.smith@tide.example", "john.smith@tide.example"),
    ("john+news@tide.example", "john+news@tide.example"),
    ("+john@gmail.com", "+john@gmail.com"),
    ("j\u00f8rgen@tide.example", "j\u00f8rgen@tide.example"),
    ("john@", None),
    ("john", None),
    ("n/a", None),
    ("", None),
    ("john@localhost", None),
]

PHONES: list[tuple[str, str | None, str | None]] = [
    ("+44 20 7946 0018", "GB", "+442079460018"),
    ("020 7946 0018", "GB", "+442079460018"),
    ("(020) 7946-0018", "GB", "+442079460018"),
    ("+44 (0)20 7946 0018", "GB", "+442079460018"),
    ("0044 20 7946 0018", "GB", "+442079460018"),
    ("07700 900123", "GB", "+447700900123"),
    ("7700 900123", "GB", "+447700900123"),
    ("020 7946 0018 ext. 12", "GB", "+442079460018"),
    ("(212) 555-0123", "US", "+12125550123"),
    ("1-212-555-0123", "US", "+12125550123"),
    ("+1 212 555 0123", "GB", "+12125550123"),
    ("01 44 55 66 77", "FR", "+33144556677"),
    ("030 901820", "DE", "+4930901820"),
    ("+49 30 901820", None, "+4930901820"),
    ("1-800-FLOWERS", "US", "+18003569377"),
    ("12345", "GB", None),
    ("999999999999999999", "GB", None),
    ("ask my wife", "GB", None),
    ("unknown", "GB", None),
]

NAMES: list[tuple[dict[str, str], tuple[str | None, str | None, str | None]]] = [
    ({"first_name": "John", "last_name": "Smith"}, ("john", "smith", None)),
    ({"first_name": "JOHN ", "last_name": " smith"}, ("john", "smith", None)),
    ({"first_name": "J.", "last_name": "Smith"}, ("j", "smith", None)),
    ({"first_name": "J. R.", "last_name": "Smith"}, ("j", "smith", None)),
    ({"first_name": "Mr John", "last_name": "Smith Jr."}, ("john", "smith", "junior")),
    ({"first_name": "John", "last_name": "Smith", "name_suffix": "Sr"}, ("john", "smith", "senior")),
    ({"first_name": "Jos\u00e9", "last_name": "Mu\u00f1oz"}, ("jose", "munoz", None)),
    ({"first_name": "J\u00f8rgen", "last_name": "Stra\u00dfer"}, ("jorgen", "strasser", None)),
    ({"first_name": "Anna-Maria", "last_name": "van der Berg"}, ("anna", "berg", None)),
    ({"first_name": "Conor", "last_name": "O'Brien"}, ("conor", "obrien", None)),
    ({"first_name": "John & Jane", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "Guest", "last_name": "Customer"}, (None, None, None)),
    ({"first_name": "Test", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "John Smith"}, ("john", "smith", None)),
    ({"last_name": "Smith"}, (None, "smith", None)),
    ({"full_name": "John Smith"}, ("john", "smith", None)),
    ({"full_name": "Mr. John A. Smith"}, ("john", "smith", None)),
    ({"full_name": "Smith, John"}, ("john", "smith", None)),
    ({"full_name": "Smith, Dr John"}, ("john", "smith", None)),
    ({"full_name": "John Smith, Jr."}, ("john", "smith", "junior")),
    ({"full_name": "Prof. Dr. Karla Weber PhD"}, ("karla", "weber", None)),
    ({"full_name": "John and Jane Smith"}, (None, "smith", None)),
    ({"full_name": "Mr & Mrs Smith"}, (None, "smith", None)),
    ({"full_name": "John"}, ("john", None, None)),
    ({"full_name": "Smithers"}, (None, "smithers", None)),
    ({"full_name": "  "}, (None, None, None)),
    ({"full_name": "Ludwig van Beethoven"}, ("ludwig", "beethoven", None)),
    ({"full_name": "N/A"}, (None, None, None)),
]

ADDRESSES: list[tuple[dict[str, str], str | None]] = [
    ({"address_line": "1 High Street", "postal_code": "AB1 2CD"}, "1 high street|AB12CD"),
    ({"address_line": "1, High St.", "postal_code": "ab12cd"}, "1 high street|AB12CD"),
    ({"address_line": "Flat 2, 9 Park Rd", "city": "Hull"}, "flat 2 9 park road|hull"),
    ({"address_line": "Apt 2, 9 Park Road", "city": "HULL"}, "flat 2 9 park road|hull"),
    ({"address_line": "1 High St", "postal_code": "00000", "city": "Hull"}, "1 high street|hull"),
    ({"address_line": "1 High St"}, None),
    ({"address_line": "unknown", "postal_code": "AB1 2CD"}, None),
]

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
]


def expected_id(case: object) -> str:
    """Short test names that hold the case."""
    return str(case)[:40]


@pytest.fixture(scope="module")
def normalised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with every case above normalised, a record each."""
    world = World(tmp_path_factory.mktemp("normalise"))
    for number, (email, _) in enumerate(EMAILS):
        world.person("email", str(number), email=email)
    for number, (phone, country, _) in enumerate(PHONES):
        world.person(f"phone{number}", "1", phone=phone, country_code=country)
    for number, (names, _) in enumerate(NAMES):
        world.person("name", str(number), **names)
    for number, (address, _) in enumerate(ADDRESSES):
        world.person("address", str(number), **address)
    for number, (one, other, _) in enumerate(NAME_PAIRS):
        world.person("one", str(number), first_name=one.split()[0], last_name=one.split()[1])
        world.person("other", str(number), first_name=other.split()[0], last_name=other.split()[1])
    world.build()
    with duckdb.connect(str(world.warehouse)) as connection:
        install_settings(connection, IdentitySettings())
        load_reference(connection)
        normalise(connection)
        yield connection


def value_of(connection: duckdb.DuckDBPyConnection, column: str, source: str, record_id: str) -> object:
    """One normalised value of one record."""
    ((value,),) = connection.execute(
        f"select {column} from people where source = $source and record_id = $record_id",
        {"source": source, "record_id": record_id},
    ).fetchall()
    return value


@pytest.mark.parametrize("number", range(len(EMAILS)), ids=lambda number: expected_id(EMAILS[number]))
def test_emails_take_their_canonical_form(normalised: duckdb.DuckDBPyConnection, number: int) -> None:
    assert value_of(normalised, "email", "email", str(number)) == EMAILS[number][1]


@pytest.mark.parametrize("number", range(len(PHONES)), ids=lambda number: expected_id(PHONES[number]))
def test_phones_become_international_numbers(normalised: duckdb.DuckDBPyConnection, number: int) -> None:
    assert value_of(normalised, "phone", f"phone{number}", "1") == PHONES[number][2]


@pytest.mark.parametrize("number", range(len(NAMES)), ids=lambda number: expected_id(NAMES[number]))
def test_names_lose_titles_accents_and_suffixes(normalised: duckdb.DuckDBPyConnection, number: int) -> None:
    found = tuple(
        value_of(normalised, column, "name", str(number))
        for column in ("first_name", "last_name", "generation")
    )
    assert found == NAMES[number][1]


@pytest.mark.parametrize("number", range(len(ADDRESSES)), ids=lambda number: expected_id(ADDRESSES[number]))
def test_one_address_has_one_key(normalised: duckdb.DuckDBPyConnection, number: int) -> None:
    assert value_of(normalised, "address_key", "address", str(number)) == ADDRESSES[number][1]


@pytest.mark.parametrize("number", range(len(NAME_PAIRS)), ids=lambda number: expected_id(NAME_PAIRS[number]))
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


def test_hashes_are_of_the_lower_case_address(normalised: duckdb.DuckDBPyConnection) -> None:
    address = b"john.smith@gmail.com"
    digests = normalised.execute(
        "select email_sha256, email_md5 from canonical_emails where email_as_written = 'john.smith@gmail.com'"
    ).fetchall()
    assert digests == [(hashlib.sha256(address).hexdigest(), hashlib.md5(address).hexdigest())]


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
        assert value_of(connection, "phone", "shop", "1") == "+12125550123"
        assert value_of(connection, "phone", "bureau", "1") == "+442079460018"
