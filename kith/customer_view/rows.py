"""Rows of the published file as dictionaries, with its times as the home's clocks show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from kith.reporting_zone import at_home

Row = dict[str, Any]


def rows(connection: duckdb.DuckDBPyConnection, statement: str, *values: object) -> list[Row]:
    """All rows of a statement; values are bound, never written into the text."""
    result = connection.execute(statement, list(values))
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def has(connection: duckdb.DuckDBPyConnection, relation: str, *columns: str) -> bool:
    """Whether `schema.table` is there with all these columns: a file of an older Kith may have fewer."""
    schema, table = relation.split(".")
    found = rows(
        connection,
        "select column_name from information_schema.columns where table_schema = ? and table_name = ?",
        schema,
        table,
    )
    return bool(found) and set(columns) <= {row["column_name"] for row in found}


def in_zone(found: list[Row], zone: ZoneInfo) -> list[Row]:
    """The rows with their timestamps, UTC without a zone, as moments of `zone`: their day is the day there."""
    return [
        {name: at_home(value, zone) if isinstance(value, datetime) else value for name, value in row.items()}
        for row in found
    ]
