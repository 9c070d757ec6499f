"""Many tests, one run: each fills a corner of one world and reads what became of that corner.

A run costs most of a second, whatever it is run over. A test that is `shared` yields where it would resolve; all shared
tests of a module are driven together, one run for all of them at each yield. No two corners hold the same value:
records, addresses, numbers, surnames and places are told apart on their way in, in a way that keeps slips slips, and
come back as the test wrote them. A test that is run alone has the world to itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kith.identity.normalise import reference_rows
from kith.identity.settings import IdentitySettings
from tests.identity.world import RAN_AT, World

SharedTest = Callable[..., Iterator[None]]
SHARED_TESTS: dict[Callable[..., None], tuple[SharedTest, dict[str, Any]]] = {}
"""What each shared test does, and its own settings, by the function that pytest calls in its place."""

CONSONANTS, VOWELS = "bcdfghjklmnpqrstvwxz", "aeiou"
LIKE_ALL_OTHERS = {"jhon", "jr", "sr", "street", "st", "lane", "flat", "apt", "road", "gb"}
LIKE_ALL_OTHERS |= {row["word"] for row in reference_rows("name_words") if row["role"] == "title"}
LIKE_ALL_OTHERS |= {row["first_name"] for row in reference_rows("first_names")}
LIKE_ALL_OTHERS |= {name for row in reference_rows("nicknames") for name in row.values()}
WORDED = ("first_name", "last_name", "full_name", "address_line", "city", "postal_code")
NAMED = ("device_id", "email_click_id", "profile_record_id", "payer_record_id", "holder_record_id")
KEPT_VALUES = {None, "null"}


@dataclass
class Corner(World):
    """A world of its own to the test that fills it; `folder` is that of the world that it is a part of."""

    number: int = 0
    known_ids: set[str] = field(default_factory=set)

    @property
    def mark(self) -> str:
        """What the ids of this corner begin with."""
        return f"v{self.number:02}-"

    @property
    def state(self) -> Path:
        """Where this corner's own decisions are; the ids of all corners are kept by the village."""
        return self.folder / f"{self.mark}state"

    def as_laid(self) -> World:
        """This corner as the run sees it, with every value that might meet another corner's made its own."""
        rows = {table: [self.told_apart(row) for row in rows] for table, rows in self.rows.items()}
        return World(self.folder, [self.told_apart(row) for row in self.profiles], rows)

    def build(self) -> None:
        """Write the input tables of this corner alone."""
        self.as_laid().build()

    def hashed(self, address: str) -> str:
        """SHA-256 of an address as it is in this corner."""
        return super().hashed(self._own("email", address))

    def told_apart(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row in this corner's own values."""
        return {column: self._own(column, value) for column, value in row.items()}

    def _own(self, column: str, value: Any) -> Any:
        if value in KEPT_VALUES or (self.number == 0 and column in WORDED):
            return value
        if column in WORDED:
            return re.sub("[A-Za-z]+", self._exchanged, value)
        if column in ("record_id", "login_id", *NAMED):
            return self.mark + value
        if column == "email":
            return value.replace("@", f"@{self.mark}") if value.endswith("example") else value
        if column == "phone":
            return value.replace("7946", f"{7946 + self.number}")
        if column == "personal_number":
            return f"{value}{self.number:02}"
        if column == "birth_date" and isinstance(value, date) and value.year > 1900:
            tens, units = value.year // 10 + self.number // 10, value.year + self.number
            return value.replace(year=1900 + 10 * (tens % 10) + units % 10)  # what is a digit apart stays so
        return value

    def _exchanged(self, match: re.Match[str]) -> str:
        """A word in this corner's letters: what is a letter apart stays a letter apart."""
        word = match.group()
        if len(word) == 1 or word.lower() in LIKE_ALL_OTHERS:
            return word
        turned = word.lower().translate(
            str.maketrans(
                CONSONANTS + VOWELS, turn(CONSONANTS, self.number) + turn(VOWELS, self.number // 20)
            )
        )
        return turned.capitalize() if word[1:].islower() else turned.upper()

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query on schema identity, of which this corner's part is all that there is."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.warehouse}' as village (read_only); create schema identity")
            connection.execute(f"set variable mark = '{self.mark}'")
            connection.execute(f"set variable exchange = '{7946 + self.number}'")
            connection.execute(
                "create table known_ids as select unnest($ids)", {"ids": sorted(self.known_ids)}
            )
            for view, query in VIEWS.items():
                if f"identity.{view}" in statement:
                    connection.execute(f"create view identity.{view} as {query}")
            return connection.execute(statement).fetchall()


def turn(letters: str, number: int) -> str:
    """The letters, begun so many places further on."""
    start = number % len(letters)
    return letters[start:] + letters[:start]


OURS = "starts_with({}, getvariable('mark'))"
SHORT = "substr({0}, length(getvariable('mark')) + 1) as {0}"
OWN_VALUE = "replace(replace(identifier_value, getvariable('mark'), ''), getvariable('exchange'), '7946')"
VALUE = f"{OWN_VALUE} as identifier_value"
VIEWS = {
    "record_customers": (
        f"select * replace ({SHORT.format('record_id')}, replace(email, getvariable('mark'), '') as email)"
        f" from village.identity.record_customers where {OURS.format('record_id')}"
    ),
    "record_spells": (
        f"select * replace ({SHORT.format('record_id')}) from village.identity.record_spells"
        f" where {OURS.format('record_id')}"
    ),
    "identifiers": (
        f"select * replace ({SHORT.format('record_id')}, {VALUE}) from village.identity.identifiers"
        f" where {OURS.format('record_id')}"
    ),
    "edges": (
        f"select * replace ({SHORT.format('record_id_a')}, {SHORT.format('record_id_b')}, {VALUE})"
        f" from village.identity.edges where {OURS.format('record_id_a')} or {OURS.format('record_id_b')}"
    ),
    "devices": (
        f"select * replace ({SHORT.format('device_id')}) from village.identity.devices"
        f" where {OURS.format('device_id')}"
    ),
    "login_customers": (
        f"select * replace ({SHORT.format('login_id')}) from village.identity.login_customers"
        f" where {OURS.format('login_id')}"
    ),
    "customers": (
        f"select * replace ({SHORT.format('founding_record_id')}) from village.identity.customers"
        f" where {OURS.format('founding_record_id')}"
    ),
    "review": (
        f"select * replace ({VALUE}, {SHORT.format('record_id_a')}, {SHORT.format('record_id_b')})"
        " from village.identity.review"
        " where customer_id_a in (from known_ids) or customer_id_b in (from known_ids)"
        " or customer_id_a is null and regexp_matches("
        "identifier_value, getvariable('mark') || '|' || getvariable('exchange'))"
    ),
    "redirects": (
        "select * from village.identity.redirects"
        " where customer_id in (from known_ids) or living_customer_id in (from known_ids)"
    ),
    "events": (
        f"select * replace ({SHORT.format('record_id_a')}, {SHORT.format('record_id_b')}) from village.identity.events"
        " where customer_id in (from known_ids) or other_customer_id in (from known_ids)"
    ),
}


@dataclass
class Village:
    """The shared tests of a module that have the same settings, and the one world that they live in."""

    folder: Path
    settings: IdentitySettings
    corners: dict[str, Corner] = field(default_factory=dict)
    failures: dict[str, BaseException] = field(default_factory=dict)

    def live(self, tests: dict[str, Callable[[Corner], Iterator[None]]]) -> None:
        """Drive every test to its next yield, then run once for all of them, until none is left."""
        waiting = {}
        for number, (name, test) in enumerate(tests.items()):
            self.corners[name] = Corner(self.folder, number=number)
            waiting[name] = test(self.corners[name])
        day = 0
        while waiting := {name: test for name, test in waiting.items() if self._goes_on(name, test)}:
            day += 1
            world = self._gathered()
            world.resolve(f"run-{day}", RAN_AT + timedelta(days=day), settings=self.settings)
            known = world.query("select record_id, customer_id from identity.record_customers")
            for corner in self.corners.values():
                corner.known_ids |= {customer for record, customer in known if record.startswith(corner.mark)}

    def _goes_on(self, name: str, test: Iterator[None]) -> bool:
        """Whether the test waits for another run; what it raises is kept for the test to raise."""
        try:
            next(test)
        except StopIteration:
            return False
        except BaseException as failure:  # an outcome of pytest is no Exception
            self.failures[name] = failure
            return False
        return True

    def _gathered(self) -> World:
        """All corners as one world, with their decisions."""
        world = World(self.folder)
        lines = []
        for corner in self.corners.values():
            laid = corner.as_laid()
            world.profiles += laid.profiles
            for table, rows in laid.rows.items():
                world.rows[table] += [row for row in rows if row not in world.rows[table]]
            decided = corner.state / "decisions.jsonl"
            for line in decided.read_text(encoding="utf-8").splitlines() if decided.exists() else ():
                decision = json.loads(line)
                for side in ("record_a", "record_b"):
                    decision[side]["record_id"] = corner.mark + decision[side]["record_id"]
                lines.append(json.dumps(decision) + "\n")
        world.state.mkdir(exist_ok=True)
        (world.state / "decisions.jsonl").write_text("".join(lines), encoding="utf-8")
        return world


def shared(test: SharedTest | None = None, /, **settings: Any) -> Any:
    """Have a test share its runs with the others of its module and settings.

    The test takes `corner` and its parameters, and yields where all that it has laid is to be resolved. A parameter
    `settings` adds to those given here.
    """

    def decorated(inner: SharedTest) -> Callable[..., None]:
        @wraps(inner)
        def wait(corner: Callable[[], None], **parameters: Any) -> None:
            corner()

        SHARED_TESTS[wait] = inner, settings
        return wait

    return decorated(test) if test else decorated


def settle_villages(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> dict[str, Village]:
    """The villages of the module that asks, lived to their end, each under the name of every test in it."""
    settled: dict[str, dict[str, Any]] = {}
    tests: dict[str, dict[str, Callable[[Corner], Iterator[None]]]] = {}
    for item in request.session.items:
        if isinstance(item, pytest.Function) and item.module is request.module and item.obj in SHARED_TESTS:
            inner, settings = SHARED_TESTS[item.obj]
            parameters = item.callspec.params if hasattr(item, "callspec") else {}
            wanted = settings | dict(parameters.get("settings", {}))
            name = repr(sorted(wanted.items()))
            settled[name] = wanted
            tests.setdefault(name, {})[item.name] = lambda corner, inner=inner, given=parameters: inner(
                corner, **given
            )
    found = {}
    for name, wanted in settled.items():
        village = Village(folders.mktemp("village"), IdentitySettings(**wanted))
        village.live(tests[name])
        found |= dict.fromkeys(tests[name], village)
    return found
