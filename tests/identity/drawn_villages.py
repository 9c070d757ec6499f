"""Villages that are drawn: a few records each, of few values, so that they share them, clash and bridge one another.

No two villages hold the same e-mail address, number, login, house or surname: each is a draw of its own, and one run
resolves them all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ingestion.errors import UsageError
from kith.identity.decisions import Decision, RecordName, add_decisions
from tests.identity.world import World

SOURCES = ("shop", "bureau", "list")
LETTERS = "bcdfghjklmnprstvwz"
VALUES: dict[str, Sequence[str | None]] = {
    "first_name": ("John", "J.", "Jane", "Jhon", "Rosa", None),
    "last_name": ("Har{0}ott{0}e", "Har{0}ot{0}e", "Di{0}az{0}o", None),
    "email": ("one@v{1}.example", "two@v{1}.example", "info@v{1}.example", None),
    "phone": ("020 79{1:02} 0018", "020 79{1:02} 0019", None, None),
    "login_id": ("L1-{1}", "L2-{1}", None, None, None),
    "birth_date": ("19{1:02}-03-04", "19{1:02}-11-23", None),
    "address_line": ("12 {0}arbour Street", "12 {0}arbor St", "9 {0}ill Lane", None),
    "postal_code": ("HU{1} 1AA", "HU{1} 1AA", None),
    "profile_kind": ("person", "person", "person", "organisation"),
}
"""What a record may say; {0} stands for letters, {1} for the number of its village."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants decided of two records of one village, named by their places among all records."""

    kind: str
    one: int
    other: int


def fill(world: World, draw: random.Random, villages: int) -> None:
    """Settle two to six records in every village; each is known by its place among all."""
    for village in range(villages):
        letters = LETTERS[village % len(LETTERS)] + LETTERS[village // len(LETTERS)] * 2
        for _ in range(draw.randint(2, 6)):
            drawn = {name: draw.choice(choices) for name, choices in VALUES.items()}
            values = {name: text and text.format(letters, village) for name, text in drawn.items()}
            world.person(draw.choice(SOURCES), f"{village}-{len(world.profiles)}", **values)


def village_of(row: dict[str, str]) -> str:
    """The village of a profile."""
    return row["record_id"].split("-")[0]


def wishes(world: World, draw: random.Random, villages: int) -> list[Wish]:
    """What people want decided, in the order in which they come."""
    found = []
    for village in range(villages):
        places = [place for place, row in enumerate(world.profiles) if village_of(row) == str(village)]
        for _ in range(draw.randint(0, 4)):
            found.append(Wish(draw.choice(["always", "never", "withdraw"]), *draw.sample(places, 2)))
    return found


def decide(world: World, wanted: Sequence[Wish]) -> None:
    """Add what may be added; what is refused, is refused."""
    for wish in wanted:
        names = [RecordName(row["source"], row["record_id"]) for row in pair(world, wish)]
        decision = Decision(wish.kind, names[0], names[1], "anna", "2026-06-30T08:00:00+00:00", "asked")
        with suppress(UsageError):
            add_decisions(world.state, decision)


def pair(world: World, wish: Wish) -> Iterator[dict[str, str]]:
    """The two profiles of a wish."""
    return (world.profiles[place] for place in (wish.one, wish.other))
