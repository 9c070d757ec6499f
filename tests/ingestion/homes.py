"""Small homes for the loader's tests: a feeds.yml, files in landing, and the real load run on them."""

import datetime
import tempfile
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from ingestion.feeds import read_feeds
from ingestion.load import LoadContext, LoadReport, finish_load, load_connector, prepare_warehouse
from ingestion.sources import CONNECTORS, FILES
from ingestion.warehouse import make_tables, open_warehouse

STARTED_AT = datetime.datetime(2026, 1, 31, 12)

ORDERS = """
    sources:
      - name: shop
        feed: merchandise
        connector: files
        files:
          - name: lines
            path: landing/orders*
            entity: order_lines
            columns:
              order_id: id
              record_id: id
              profile_record_id: customer
              ordered_at: day
              quantity: "'1'"
              line_amount: amount
              currency: "'GBP'"
"""
"""A shop whose files have the columns id, customer, day and amount."""

HEADER = "id,customer,day,amount\n"


def orders(*ids: int, amount: str = "5.00") -> str:
    """A CSV file of the shop, one line an id."""
    return HEADER + "".join(f"{number},c{number},2026-01-0{number % 9 + 1},{amount}\n" for number in ids)


@cache
def empty_warehouse() -> bytes:
    """The warehouse of a home before its first load, as the loader makes it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_warehouse(home) as connection:
            make_tables(connection, home)
        return (home / "warehouse.duckdb").read_bytes()


@dataclass
class LoaderHome:
    """A home and the loader, without the rest of a run. Its warehouse has the tables of one that was made before."""

    root: Path
    feeds: str = ORDERS

    def __post_init__(self) -> None:
        (self.root / "landing").mkdir(parents=True, exist_ok=True)
        self.write_feeds(self.feeds)

    def write_feeds(self, text: str) -> None:
        """Write feeds.yml."""
        (self.root / "feeds.yml").write_text("as_of: 2026-01-31\n" + textwrap.dedent(text))

    def land(self, name: str, content: str | bytes) -> Path:
        """Put a file into landing."""
        path = self.root / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, run_id: str = "run", full_refresh: bool = False) -> LoadReport:
        """The loader's part of a run."""
        feeds = read_feeds(self.root)
        context = LoadContext(self.root, feeds, run_id, STARTED_AT, full_refresh, lambda _: None)
        warehouse = self.root / "warehouse.duckdb"
        if not (full_refresh or warehouse.exists()):
            warehouse.write_bytes(empty_warehouse())
        prepare_warehouse(context)
        used = {source.connector for source in feeds.sources}
        for connector in [FILES, *CONNECTORS]:
            if connector in used or connector == FILES:
                load_connector(context, connector)
        return finish_load(context)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the warehouse."""
        with duckdb.connect(str(self.root / "warehouse.duckdb")) as connection:
            return connection.execute(statement).fetchall()

    def counts(self, file: str | None = None) -> tuple[int, ...]:
        """Rows read, loaded, repeated, superseded, filtered and quarantined, of one file of landing or of all."""
        chosen = f"where file = 'landing/{file}'" if file else ""
        columns = ("read", "loaded", "repeated", "superseded", "filtered", "quarantined")
        sums = ", ".join(f"coalesce(sum(rows_{name}), 0)" for name in columns)
        [row] = self.query(f"select {sums} from ops.load_reconciliation {chosen}")
        return tuple(int(value) for value in row)

    def reasons(self, file: str | None = None) -> list[tuple[int | None, str]]:
        """Row number and reason of what is in quarantine, of one file of landing or of all."""
        chosen = f"where file = 'landing/{file}'" if file else ""
        rows = self.query(
            f"select row_number, reason from ops.quarantined_rows {chosen} order by file, row_number, reason"
        )
        return [(row, reason) for row, reason in rows]

    def current(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """Rows of a raw table that no other row has replaced."""
        return self.query(f"""
            select {columns} from {table} as raw_rows
            where not exists (
                select 1 from ops.outdated_rows as outdated
                where raw_table = '{table}' and outdated.load_key = raw_rows.load_key
                    and outdated.load_row_number = raw_rows.load_row_number
            )
            order by all
        """)
