"""What the raw tables look like, measured in SQL: one row of numbers per table, no value of any row.

Data flow: raw tables + their contracts -> `FeedProfile`s -> expectations.py judges them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import duckdb

from ingestion.contracts import Column, RawTable
from orchestration.table_facts import columns_of

TIME_TYPES: Final = frozenset({"timestamp", "date", "epoch_seconds", "epoch_microseconds"})
AMOUNT_TYPES: Final = frozenset({"money", "decimal"})
EARLIEST_CREDIBLE_YEAR: Final = 1900
DAYS_AHEAD: Final = 366 * 5


# What a measure out of its band says of a table, and what to do; formatted with the measures and AMOUNT_LIMIT.
AMOUNT_LIMIT: Final = 10_000_000
_BUILD_ANEW: Final = "nothing is published; `kith run --full-refresh` makes the table anew"
SAYS: Final = {
    "missing_columns": "{table} lacks {missing_columns:,} columns of its contract: " + _BUILD_ANEW,
    "required_nulls": "{required_nulls:,} required cells of {table} are empty: " + _BUILD_ANEW,
    "unknown_values": "{unknown_values:,} cells of {table} hold a word that is none of the known ones: "
    + _BUILD_ANEW,
    "growth": "{table} has {row_count:,} rows where the last run had {former_row_count:,}: see whether a delivery is "
    "missing, or came twice",
    "incredible_times": "{incredible_times:,} times in {table} lie before 1900 or over five years after as_of, and "
    "are left out of when somebody was last seen: correct them in the source, or the format in feeds.yml",
    "largest_amount": "an amount in {table} is over {AMOUNT_LIMIT:,}: see whether it is in pence, or a mistake",
}


@dataclass(frozen=True)
class FeedProfile:
    """Numbers about one raw table.

    `missing_columns` counts columns of the contract that the table lacks; `required_nulls` and `unknown_values`
    count cells against the contract; `incredible_times` counts times before 1900 or over five years after as_of;
    `largest_amount` is absolute, in the row's own currency; `former_row_count` is None on the first run.
    """

    table: str
    row_count: int
    missing_columns: int
    required_nulls: int
    unknown_values: int
    incredible_times: int
    largest_amount: float
    former_row_count: int | None = None


def profile_feeds(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[RawTable], as_of: date, former: dict[str, int]
) -> list[FeedProfile]:
    """Measure each raw table; `former` holds the row counts of the last run by schema/table."""
    present = columns_of(connection, "raw_*")
    return [_profile(connection, table, present.get(_name(table), set()), as_of, former) for table in tables]


def _profile(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    present: set[str],
    as_of: date,
    former: dict[str, int],
) -> FeedProfile:
    columns = [column for column in table.columns if column.name in present]
    measures = [
        "count(*)",
        _sum_of(f"{_quoted(column)} is null" for column in columns if column.required),
        _sum_of(_unknown_value(column) for column in columns if column.values),
        _sum_of(_incredible_time(column, as_of) for column in columns if column.type in TIME_TYPES),
        _largest([_quoted(column) for column in columns if column.type in AMOUNT_TYPES]),
    ]
    name = _name(table)
    missing = len(table.columns) - len(columns)
    if not columns:
        return FeedProfile(name, 0, missing, 0, 0, 0, 0.0, former.get(name))
    schema, relation = table.full_name.split(".")
    [row] = connection.execute(f'select {", ".join(measures)} from "{schema}"."{relation}"').fetchall()
    return FeedProfile(name, row[0], missing, row[1], row[2], row[3], float(row[4]), former.get(name))


def _name(table: RawTable) -> str:
    return table.full_name.replace(".", "/")


def says(profile: FeedProfile, measure: str) -> str:
    """What the measure, out of its band, means for whoever sends the feed; no value of a row."""
    return SAYS[measure].format(**vars(profile), AMOUNT_LIMIT=AMOUNT_LIMIT)


def _sum_of(conditions: Iterable[str]) -> str:
    terms = [f"coalesce(count_if({condition}), 0)" for condition in conditions]
    return " + ".join(terms) or "0"


def _largest(columns: list[str]) -> str:
    if not columns:
        return "0"
    return f"coalesce(greatest({', '.join(f'max(abs({column}))' for column in columns)}), 0)"


def _unknown_value(column: Column) -> str:
    values = ", ".join("'" + value.replace("'", "''") + "'" for value in column.values)
    return f"{_quoted(column)} not in ({values})"


def _incredible_time(column: Column, as_of: date) -> str:
    latest = as_of + timedelta(days=DAYS_AHEAD)
    return f"{_quoted(column)} < date '{EARLIEST_CREDIBLE_YEAR}-01-01' or {_quoted(column)} > date '{latest}'"


def _quoted(column: Column) -> str:
    return f'"{column.name}"'


def as_record(profile: FeedProfile) -> dict[str, Any]:
    """The profile as a row of a frame; growth is null without a former run."""
    former = profile.former_row_count
    growth = profile.row_count / former if former else None
    return {**vars(profile), "growth": growth}
