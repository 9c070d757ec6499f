"""A small town made by a fixed rule: couples at one address, some of them known twice, with slips."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.identity.world import World

WOMEN = [
    "Jane",
    "Rosa",
    "Mary",
    "Karla",
    "Elke",
    "Ottilie",
    "Ruth",
    "Agnes",
    "Vera",
    "Irene",
    "Paula",
    "Clara",
]
MEN = ["John", "Peter", "Karl", "Otto", "Hugh", "Ralph", "Simon", "Victor", "Walter", "Arthur", "Conrad"]
SURNAMES = [
    "Adler",
    "Brook",
    "Clay",
    "Dunn",
    "Ebner",
    "Frost",
    "Gale",
    "Hill",
    "Ingram",
    "Jessop",
    "Kemp",
    "Lund",
    "Moss",
]
STREETS = ["Harbour Street", "Mill Lane", "Park Road", "Church Hill", "Station Road"]


def couple(number: int) -> list[dict[str, Any]]:
    """A man and a woman of one surname and one address."""
    shared = {
        "last_name": SURNAMES[number % len(SURNAMES)] + ("", "son", "ham", "ley")[number % 4],
        "address_line": f"{number % 37 + 1} {STREETS[number % len(STREETS)]}",
        "postal_code": f"HU{number % 9 + 1} {number % 7}AA",
        "city": "Hull",
    }
    born = date(1940, 1, 2) + timedelta(days=(number * 7919) % 20_000)
    return [
        {"first_name": MEN[number % len(MEN)], "birth_date": born, **shared},
        {"first_name": WOMEN[number % len(WOMEN)], "birth_date": born + timedelta(days=1_403), **shared},
    ]


def town(couples: int) -> list[tuple[str, dict[str, Any]]]:
    """Records by number: every couple, and both of every second couple once more, one in six with a slip.

    The number of a record is c<couple>-<person>-<copy>, so that what belongs together can be read off it.
    """
    records = []
    for number in range(couples):
        for place, person in enumerate(couple(number)):
            records.append((f"c{number:04}-{place}-0", person))
            if number % 2:
                slip = {"last_name": person["last_name"][:-1] + "x"} if number % 3 == 0 else {}
                records.append((f"c{number:04}-{place}-1", person | slip))
    return records


def settle(world: World, couples: int, sources: tuple[str, ...] = ("shop",), **more: Any) -> World:
    """Add the town to the world, spread over `sources` in equal parts that keep the order of the records."""
    records = town(couples)
    for place, (number, person) in enumerate(records):
        world.person(sources[place * len(sources) // len(records)], number, **person, **more)
    return world
