"""What the bureau's mailings cost and whom they won: costs of source codes, with their truth.

Data flow: World -> landing/bureau/campaigns_<month>.csv, a cost per code and half-year; first terms of each chunk ->
truth/acquisition.csv, the share of a cost that each start bears, in pounds.

Rules. A mailing is posted within the first month of its half-year, the days its cost is for, and answered until its
code is mailed again: it wins the subscriptions that carry its code and begin from its first day to the day before the
code's next mailing; the last mailing, all that begin later. They bear equal shares in whole pence, the last to begin
the odd ones; in reporting currency at the rate of the mailing's first day, half up to a hundredth of a penny. What won
nobody has no start and no person. The planted cast's own code costs nothing, so what is told of the cast stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from kith.demo import catalogue
from kith.demo.world import World

# Every third code of the bureau's thirty, from PS101 on, and one that nobody ever answers; that of Ireland is in euro.
CODES = (*(f"PS{number}" for number in range(101, 130, 3)), "PS199")
EURO_CODE = "PS128"
MONTHS = 6
STARTS = (
    "select strftime(moment(sold_at), '%Y-%m-%d'), source_code, subscription_id, person_id from bureau_terms "
)
STARTS += "join people using (person_number) where term = 0 and source_code in (select unnest(?))"


@dataclass(frozen=True)
class Mailing:
    """A source code, the first and last day of its cost, and the cost in minor units."""

    code: str
    first: date
    last: date
    amount: int
    currency: str


@dataclass
class Campaigns:
    """The mailings of a world, and the starts that its chunks tell of."""

    world: World
    starts: dict[str, list[tuple[date, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def mailings(self) -> list[Mailing]:
        """Two a year of each code; the larger the world, the more is mailed."""
        generator = self.world.random(0, "campaigns")
        scale = max(1.0, self.world.people / 1_000)
        found = []
        for half in range(6):
            first = _day(self.world, half * MONTHS)
            last = _day(self.world, half * MONTHS + 1) - timedelta(days=1)
            for code in CODES:
                amount = round((1500 + 4500 * float(generator.random())) * scale)
                found.append(Mailing(code, first, last, amount, "EUR" if code == EURO_CODE else "GBP"))
        return found

    def note(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Remember who of a chunk began under which code."""
        for day, code, subscription, person in connection.execute(STARTS, [list(CODES)]).fetchall():
            self.starts[code].append((date.fromisoformat(day), subscription, person))

    def write(self, home: Path) -> None:
        """Write the bureau's statements and the truth."""
        statements: dict[date, list[str]] = defaultdict(list)
        for mailing in self.mailings():
            cells = (
                mailing.code,
                "post",
                str(mailing.first),
                str(mailing.last),
                _text(mailing.amount, 2),
                mailing.currency,
            )
            statements[mailing.last].append(",".join(cells))
        for last, lines in statements.items():
            path = home / "landing" / "bureau" / f"campaigns_{last:%Y-%m}.csv"
            path.write_text(
                "\n".join(["source_code,channel,date_from,date_to,amount,currency", *lines]) + "\n"
            )
        header = "source_code,date_from,subscription_id,person_id,acquisition_cost"
        (home / "truth" / "acquisition.csv").write_text("\n".join([header, *self._shares()]) + "\n")

    def _shares(self) -> Iterator[str]:
        rates = {
            row["rate_date"]: row["rate_millionths"]
            for row in catalogue.rates(self.world).to_pylist()
            if row["currency"] == "EUR"
        }
        mailings = self.mailings()
        for mailing in mailings:
            later = [
                each.first for each in mailings if each.code == mailing.code and each.first > mailing.first
            ]
            end = min(later, default=date.max)
            won = sorted(start for start in self.starts[mailing.code] if mailing.first <= start[0] < end)
            cost = mailing.amount * 100  # ten-thousandths
            if mailing.currency == "EUR":
                cost = (mailing.amount * rates[mailing.first] + 5_000) // 10_000
            share = cost // (100 * len(won)) * 100 if won else 0
            for number, (_, subscription, person) in enumerate(won or [(mailing.first, "", "")], 1):
                borne = share if number < len(won) else cost - share * max(0, len(won) - 1)
                yield f"{mailing.code},{mailing.first},{subscription},{person},{_text(borne, 4)}"


def _day(world: World, months: int) -> date:
    month = world.first_day.month - 1 + months
    return date(world.first_day.year + month // 12, month % 12 + 1, 1)


def _text(amount: int, digits: int) -> str:
    whole, part = divmod(amount, 10**digits)
    return f"{whole}.{part:0{digits}d}"
