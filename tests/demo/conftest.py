"""One small world for all tests of the demo publisher; they only read it."""

import csv
from pathlib import Path

import duckdb
import pytest

from kith.demo import generate

PEOPLE, DAYS, SEED = 300, 30, 7


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of 300 people and 30 days of reading, as `generate` leaves it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    generate(home, people=PEOPLE, days=DAYS, seed=SEED)
    return home


class World:
    """Readers of a home's files: truth as rows, landing as SQL."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = duckdb.connect()
        self._truth: dict[str, list[dict[str, str]]] = {}

    def truth(self, name: str) -> list[dict[str, str]]:
        """The rows of truth/<name>.csv."""
        if name not in self._truth:
            with (self.home / "truth" / f"{name}.csv").open(newline="") as file:
                self._truth[name] = list(csv.DictReader(file))
        return self._truth[name]

    def person(self, role: str) -> dict[str, str]:
        """The one person planted in a role."""
        (person,) = [person for person in self.truth("people") if person["role"] == role]
        return person

    def records(self, role: str, entity: str = "profiles") -> dict[str, list[str]]:
        """Record ids of a planted person by source."""
        found: dict[str, list[str]] = {}
        person = self.person(role)["person_id"]
        for record in self.truth("records"):
            if record["person_id"] == person and record["entity"] == entity:
                found.setdefault(record["source"], []).append(record["record_id"])
        return found

    def contribution(self, role: str) -> dict[str, str]:
        """What the person planted in a role earned."""
        person = self.person(role)["person_id"]
        (row,) = [row for row in self.truth("contribution") if row["person_id"] == person]
        return row

    def objects(self, pattern: str) -> str:
        """SQL: the objects of JSON files under landing/, one a row as `item`; poison lines left out."""
        files = [str(path) for path in sorted((self.home / "landing").glob(pattern))]
        assert files, f"no file is named {pattern}"
        if pattern.endswith(".json"):
            key = "coalesce(" + ", ".join(f"whole->'{name}'" for name in ENVELOPES) + ")"
            return (
                f"(select unnest(from_json({key}, '[\"json\"]')) as item "
                f"from (select content::json as whole from read_text({files})))"
            )
        return (
            "(select try_cast(line as json) as item "
            f"from read_csv({files}, columns = {{'line': 'varchar'}}, header = false, "
            "delim = chr(1), quote = '', escape = '', auto_detect = false) where try_cast(line as json) is not null)"
        )

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a query."""
        return self.database.execute(sql).fetchall()

    def events(self) -> str:
        """SQL: all web events that came as Parquet."""
        return self._table("web_events", f"read_parquet('{self.home}/landing/ga4/*.parquet')")

    def bureau(self) -> str:
        """SQL: all transactions of the bureau, as text."""
        files = f"read_csv('{self.home}/landing/bureau/week_*.csv', all_varchar = true, header = true)"
        return self._table("transactions", files)

    def _table(self, name: str, source: str) -> str:
        """Reads a source once; a test that asks again finds it in memory."""
        self.database.execute(f"create table if not exists {name} as select * from {source}")
        return name


ENVELOPES = (
    "data",
    "lists",
    "campaigns",
    "products",
    "inventory_items",
    "users",
    "tickets",
    "ticket_metrics",
    "items",
)


@pytest.fixture(scope="session")
def world(demo_world: Path) -> World:
    """Readers of the small world."""
    return World(demo_world)
