"""Two records that share one value: when they are one person, and when two who are called alike. One line a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.identity.world import World, born

Values = Mapping[str, Any]
EMAIL = {"email": "hill@{n}.example"}
PHONE = {"phone": "020 7946 {n:04}"}
HOUSE = {"address_line": "{n} Harbour Street", "city": "Hull"}
BORN = {"birth_date": born("1950-03-04")}

CASES: list[tuple[str, Values, Values, Values, bool]] = [
    # titles
    ("Mr and Mrs", EMAIL, {"full_name": "Mr J Hill"}, {"full_name": "Mrs J Hill"}, False),
    ("Mr and Dr", EMAIL, {"full_name": "Mr J Hill"}, {"full_name": "Dr J Hill"}, True),
    ("Mr and nothing", EMAIL, {"full_name": "Mr Hill"}, {"full_name": "John Hill"}, True),
    # surnames, and what else agrees
    ("two Johns", EMAIL, {"full_name": "John Adler"}, {"full_name": "John Brook"}, False),
    ("two Johns by phone", PHONE, {"full_name": "John Adler"}, {"full_name": "John Brook"}, False),
    ("a slip", PHONE, {"full_name": "John Adler"}, {"full_name": "John Addler"}, True),
    ("a part", PHONE, {"full_name": "Jane Adler"}, {"full_name": "Jane Adler-Brook"}, True),
    ("a maiden name", PHONE, {"full_name": "Jane Adler Brook"}, {"full_name": "Jane Adler"}, True),
    ("exchanged", PHONE, {"full_name": "Hilda Adler"}, {"full_name": "Adler, Hilda"}, True),
    ("an initial", PHONE, {"full_name": "John A."}, {"full_name": "John Adler"}, True),
    ("unknown", PHONE, {"first_name": "John"}, {"full_name": "John Adler"}, True),
    ("last names alone", PHONE, {"last_name": "Adler"}, {"last_name": "Brook"}, False),
    ("last names alone, one house", PHONE | HOUSE, {"last_name": "Adler"}, {"last_name": "Brook"}, False),
    ("one of them alone", PHONE, {"last_name": "Adler"}, {"full_name": "John Brook"}, False),
    ("single words", EMAIL, {"full_name": "Suharto"}, {"full_name": "Megawati"}, False),
    ("Chinese", EMAIL, {"full_name": "\u738b\u4f1f"}, {"full_name": "\u674e\u82b3"}, False),
    ("Korean", EMAIL, {"full_name": "\uae40\ubbfc\uc218"}, {"full_name": "\uae40\uc9c0\uc601"}, False),
    ("married, one house", EMAIL | HOUSE, {"full_name": "Jane Adler"}, {"full_name": "Jane Brook"}, True),
    (
        "an initial of another name",
        EMAIL | HOUSE,
        {"full_name": "S. Adler"},
        {"full_name": "Sam Brook"},
        False,
    ),
    ("married, born on a day", PHONE | BORN, {"full_name": "Jane Adler"}, {"full_name": "Jane Brook"}, True),
    ("married, two values", EMAIL | PHONE, {"full_name": "Jane Adler"}, {"full_name": "Jane Brook"}, True),
    (
        "two values, one a role's",
        {"email": "info@{n}.example"} | PHONE,
        {"full_name": "Jane Adler"},
        {"full_name": "Jane Brook"},
        False,
    ),
    (
        "married, her own address",
        {"email": "jadler@{n}.example"},
        {"full_name": "Jane Adler"},
        {"full_name": "Jane Brook"},
        True,
    ),
    # numbers of one's own
    (
        "two numbers",
        PHONE | {"full_name": "John Hill"},
        {"personal_number": "QQ12345{n}C"},
        {"personal_number": "AB98765{n}D"},
        False,
    ),
    (
        "a number with a slip",
        PHONE | {"full_name": "John Hill"},
        {"personal_number": "QQ12345{n}C"},
        {"personal_number": "QQ21345{n}C"},
        True,
    ),
    (
        "numbers of two kinds",
        PHONE | {"full_name": "John Hill"},
        {"personal_number": "QQ12345{n}C"},
        {"personal_number": "4711{n}"},
        True,
    ),
    # second words of a first name
    ("Jean", PHONE, {"full_name": "Jean-Paul Hill"}, {"full_name": "Jean-Marc Hill"}, False),
    ("Mary", PHONE, {"full_name": "Mary Ann Hill"}, {"full_name": "Mary Jo Hill"}, False),
    ("Robert and R.", PHONE, {"full_name": "John Robert Hill"}, {"full_name": "John R. Hill"}, True),
    ("Kate", PHONE, {"full_name": "Mary Kate Hill"}, {"full_name": "Mary Katherine Hill"}, True),
    ("only one", PHONE, {"full_name": "Jean-Paul Hill"}, {"full_name": "Jean Hill"}, True),
    ("no first name", PHONE, {"full_name": "Ana Garcia Diaz"}, {"full_name": "Ana Rosa Diaz"}, True),
    # twins, and names misspelt
    ("twins", PHONE | BORN, {"full_name": "Kayla Hill"}, {"full_name": "Kyla Hill"}, False),
    ("twins' phone", PHONE | BORN | HOUSE, {"full_name": "Aiden Hill"}, {"full_name": "Jaiden Hill"}, False),
    ("misspelt", PHONE, {"full_name": "Kayla Hill"}, {"full_name": "Kyla Hill"}, True),
    (
        "misspelt, one e-mail",
        PHONE | EMAIL | BORN,
        {"full_name": "Kayla Hill"},
        {"full_name": "Kyla Hill"},
        True,
    ),
    ("cut short", PHONE | BORN, {"full_name": "Kayla Hill"}, {"full_name": "Kay Hill"}, True),
    # a couple a letter apart
    ("Giulio and Giulia", PHONE, {"full_name": "Giulio Hill"}, {"full_name": "Giulia Hill"}, False),
    ("likely Jan and Jana", HOUSE | BORN, {"full_name": "Jan Hill"}, {"full_name": "Jana Hill"}, False),
    # scripts
    (
        "two scripts",
        EMAIL,
        {"full_name": "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432"},
        {"full_name": "Ivan Petrov"},
        True,
    ),
    ("two in a cell", {}, {"email": "a@{n}.example; b@{n}.example"}, {"email": "a@{n}.example"}, False),
]


@pytest.fixture(scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Customer of both records of every case, resolved in one run; no two cases share a value but names."""
    world = World(tmp_path_factory.mktemp("alike"))
    for number, (_, both, *sides, _) in enumerate(CASES, start=1):
        for source, values in zip(("one", "other"), sides, strict=True):
            own = {
                column: value.format(n=number)
                if isinstance(value, str)
                else value.replace(year=1900 + number)
                for column, value in {**both, **values}.items()
            }
            world.person(source, str(number), **own)
    world.resolve()
    return world.customers()


@pytest.mark.parametrize("number", range(1, len(CASES) + 1), ids=lambda number: CASES[number - 1][0])
def test_two_who_are_called_alike(customers: dict[str, str], number: int) -> None:
    is_one = customers[f"one:{number}"] == customers[f"other:{number}"]
    assert is_one is CASES[number - 1][-1]


def test_the_people_of_a_switchboard_are_not_one_for_their_first_name(world: World) -> None:
    for number, name in enumerate(("John Adler", "John Brook", "John Clay", "Jane Dunn")):
        home = {"address_line": f"{number} Park Road", "city": "Hull"}
        world.person(
            "shop", name, full_name=name, phone="020 7946 0018", email=f"{number}@tide.example", **home
        )
    world.resolve()
    assert len(world.groups()) == 4
