"""The world of the benchmark: a warehouse file with the tables that the value layer reads, from world.sql.

Data flow: numbers of customers and ledger lines -> `<work>/world-<customers>-<lines>-<script>.duckdb`, made once.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

SCRIPT = Path(__file__).with_name("world.sql")
FIRST_DAY = "2024-06-01"
AS_OF = "2026-06-15"
MONTH_ENDS = 24
"""Firsts of a month after the first day of the books and up to as_of."""


@dataclass(frozen=True)
class World:
    """How large, and where it is kept."""

    customers: int
    lines: int
    work: Path

    @property
    def file(self) -> Path:
        """The warehouse; another script makes another file."""
        digest = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:8]
        return self.work / f"world-{self.customers}-{self.lines}-{digest}.duckdb"

    def make(self) -> None:
        """Write the file, unless it is there. Raises ValueError where the customers' trade makes more lines."""
        if self.file.is_file():
            return
        self.work.mkdir(parents=True, exist_ok=True)
        (self.work / ".gitignore").write_text("*\n")
        draft = self.file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with duckdb.connect(str(draft)) as connection:
            for name, value in (("customers", self.customers), ("lines", self.lines)):
                connection.execute(f"set variable {name} = {value}")
            connection.execute(f"set variable first_day = date '{FIRST_DAY}'")
            connection.execute(f"set variable as_of = date '{AS_OF}'")
            connection.execute(SCRIPT.read_text())
            made = connection.execute("select count(*) from intermediate.int_ledger_entries").fetchone()
        if made != (self.lines,):
            draft.unlink()
            raise ValueError(
                f"{self.customers:,} customers make {made} lines, not {self.lines:,}: ask for more."
            )
        draft.rename(self.file)
