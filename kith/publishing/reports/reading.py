"""Reading the reports of a publication for its briefing.

Data flow: kith_pii.duckdb -> a `Table` for every report of the catalogue, its cells in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from kith.publishing.reports.catalogue import REPORTS
from kith.publishing.reports.report import Column, Report
from kith.publishing.words import count_text, day_text, money_text, percent_text, rate_text, rounded

_MARTS = "select table_name from information_schema.tables where table_schema = 'marts'"
NOTHING = ""
"""What stands in a cell whose number is not known."""


@dataclass(frozen=True)
class Table:
    """A report as it stands on the page. rows: one cell a column, in words. picture: SVG, or nothing."""

    report: Report
    rows: list[tuple[str, ...]]
    picture: str


def read_tables(connection: duckdb.DuckDBPyConnection, currency: str) -> Iterator[Table]:
    """The reports that there are, in the order in which they are read. currency: ISO 4217, of amounts."""
    there = {name for (name,) in connection.execute(_MARTS).fetchall()}
    for report in (report for report in REPORTS if report.mart in there):
        rows = read_rows(connection, report, currency)
        yield Table(report, rows, report.picture(connection) if report.picture else "")


def read_rows(connection: duckdb.DuckDBPyConnection, report: Report, currency: str) -> list[tuple[str, ...]]:
    """The rows of one report's table, one cell a column, in words."""
    return [
        tuple(_worded(value, column, currency) for value, column in zip(row, report.columns, strict=True))
        for row in connection.execute(report.query).fetchall()
    ]


def _worded(value: Any, column: Column, currency: str) -> str:
    if value is None:
        return NOTHING
    if column.kind == "money":
        return money_text(Decimal(value), currency)
    if column.kind == "share":
        return percent_text(float(value))
    if column.kind == "rate":
        return rate_text(value)
    if column.kind == "number":
        return count_text(rounded(value))
    if column.kind == "month":
        return f"{value:%B %Y}"
    return day_text(value) if column.kind == "day" else str(value)
