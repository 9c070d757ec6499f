"""The frame of a demo world: its size, its calendar, its seeds, and how files are cut.

Data flow: made once from the arguments of `generate`, then handed to every part of the demo. Nothing here reads
a clock: the world ends at a fixed `as_of`, so two runs with one seed write the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np

REPORTING_CURRENCY = "GBP"
REPORTING_TIMEZONE = "Europe/London"
SITE = "https://www.tidewater.example"
SHOP = "https://shop.tidewater.example"

# A chunk bounds memory: about 75 web events a person make 1.5 million flat rows at a time.
PEOPLE_PER_CHUNK = 20_000
# Below this size a world is a test's: its files are cut coarser, so that a run has few of them.
SMALL_WORLD = 2_000


@dataclass(frozen=True)
class World:
    """Size, seed and calendar of one demo world.

    Args:
        people: persons of the crowd, the planted cast not counted.
        days: days of web events before and including `as_of`.
        seed: equal seeds give equal bytes.
        as_of: last day of the world, in the reporting time zone.
    """

    people: int
    days: int
    seed: int
    as_of: date = date(2026, 6, 30)

    @property
    def first_day(self) -> date:
        """First day of orders and subscriptions: three years before the day after `as_of`."""
        return date(self.as_of.year - 3, 7, 1)

    @property
    def first_second(self) -> int:
        """Epoch seconds of 00:00 UTC on `first_day`."""
        return epoch(self.first_day)

    @property
    def last_second(self) -> int:
        """Epoch seconds of 21:00 UTC on `as_of`: nothing honest happens later."""
        return epoch(self.as_of) + 21 * 3600

    @property
    def first_web_day(self) -> date:
        """First day of web events."""
        return self.as_of - timedelta(days=self.days - 1)

    @property
    def is_small(self) -> bool:
        """Whether files are cut coarsely (a year) instead of finely (a quarter, a week)."""
        return self.people < SMALL_WORLD

    @property
    def months_per_file(self) -> int:
        """Months that one dated file of vendor objects covers."""
        return 12 if self.is_small else 3

    @property
    def weeks_per_bureau_file(self) -> int:
        """Weeks that one file of the fulfilment bureau covers."""
        return 26 if self.is_small else 1

    def chunks(self) -> list[range]:
        """Person numbers by chunk; number 0 is never used, so that the cast can count downwards."""
        starts = range(1, self.people + 1, PEOPLE_PER_CHUNK)
        return [range(start, min(start + PEOPLE_PER_CHUNK, self.people + 1)) for start in starts]

    def random(self, chunk: int, purpose: str) -> np.random.Generator:
        """A stream of its own for each chunk and purpose, so that a new draw in one part moves no other part."""
        words = [self.seed, chunk, *purpose.encode()]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database with the macros that all parts share; one per chunk."""
        connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": True})
        connection.execute("set autoinstall_known_extensions = false")
        for statement in self._macros():
            connection.execute(statement)
        return connection

    def _macros(self) -> list[str]:
        first, step = self.first_day.isoformat(), self.months_per_file
        months = f"greatest(0, date_diff('month', date '{first}', moment(seconds)::date))"
        last_month = f"date '{first}' + to_months({step} * (({months}) // {step}) + {step - 1})"
        return [
            "create macro moment(seconds) as make_timestamp(seconds::bigint * 1000000)",
            "create macro seconds_of(moment) as (epoch_us(moment) // 1000000)::bigint",
            "create macro iso(seconds) as strftime(moment(seconds), '%Y-%m-%dT%H:%M:%SZ')",
            "create macro iso_offset(seconds) as strftime(moment(seconds), '%Y-%m-%dT%H:%M:%S+00:00')",
            "create macro pounds(cents) as cents::decimal(18,2) / 100",
            (
                "create macro money_text(cents) as printf('%s%d.%02d', case when cents < 0 then '-' else '' end, "
                "abs(cents)::bigint // 100, abs(cents)::bigint % 100)"
            ),
            f"create macro end_second() as {self.last_second}::bigint",
            f"create macro file_month(seconds) as strftime({last_month}, '%Y-%m')",
            f"create macro file_end(seconds) as least(end_second(), seconds_of({last_month} + interval 1 month) - 1)",
            f"create macro first_second() as {self.first_second}::bigint",
        ]


def epoch(day: date) -> int:
    """Epoch seconds of 00:00 UTC on a day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def instant(text: str) -> int:
    """Epoch seconds of a UTC time written as '2026-03-01 09:30' (for planted cases)."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
