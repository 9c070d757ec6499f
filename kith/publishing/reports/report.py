"""What is said of a report that stands on the briefing page: its mart, its words, its columns, its picture.

Pure data: a query over the mart and the words around its rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import duckdb

CSV_FOLDER = "csv"
LINES_SHOWN = 8
"""Of a report that goes on and on: the newest months, the largest offers."""


@dataclass(frozen=True)
class Column:
    """A column of the table on the page.

    kind: money in the reporting currency, share from 0 to 1, rate (a small share),
    number, month or day (both of a date), or text.
    """

    label: str
    kind: Literal["text", "number", "money", "share", "rate", "month", "day"] = "text"

    @property
    def is_right_aligned(self) -> bool:
        """Numbers stand under one another."""
        return self.kind in ("number", "money", "share", "rate")


@dataclass(frozen=True)
class Report:
    """One report on the page. mart: its name. query: SQL for the rows to show, one column for each of `columns`."""

    mart: str
    heading: str
    about: str
    columns: tuple[Column, ...]
    query: str
    picture: Callable[[duckdb.DuckDBPyConnection], str] | None = None

    @property
    def file(self) -> str:
        """Path of the report as CSV, from the folder of the version."""
        return f"{CSV_FOLDER}/{self.mart}.csv"
