"""The connection that every step works on, and how a step asks it for one value."""

from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection


def value_of(connection: Connection, query: str, parameters: dict[str, Any] | None = None) -> Any:
    """The one value that `query` gives, a row with a column."""
    ((value,),) = connection.execute(query, parameters).fetchall()
    return value


def count_rows(connection: Connection, table: str) -> int:
    """How many rows `table` has: a name, or a query in brackets."""
    return int(value_of(connection, f"select count(*) from {table}"))
