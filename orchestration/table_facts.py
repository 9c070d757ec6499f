"""Facts of warehouse tables: row counts for the assets' metadata, columns for the checks."""

from collections.abc import Iterable

import duckdb


def count_rows(connection: duckdb.DuckDBPyConnection, relations: Iterable[str]) -> dict[str, int]:
    """Rows of each relation, given as schema/table, that exists as a table; views are not counted, for their cost."""
    tables = {
        f"{schema}/{table}"
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = current_database()"
        ).fetchall()
    }
    counted = [relation for relation in relations if relation in tables]
    if not counted:
        return {}
    statement = " union all ".join(
        f"select '{relation}' as relation, count(*) as row_count from {_quoted(relation)}"
        for relation in counted
    )
    return dict(connection.execute(statement).fetchall())


def columns_of(connection: duckdb.DuckDBPyConnection, schemas: str) -> dict[str, set[str]]:
    """The columns that each relation has, by schema/table; `schemas` is a glob, such as raw_*."""
    rows = connection.execute(
        "select schema_name || '/' || table_name, list(column_name) from duckdb_columns() "
        "where schema_name glob $1 group by all",
        [schemas],
    ).fetchall()
    return {relation: set(columns) for relation, columns in rows}


def _quoted(relation: str) -> str:
    schema, table = relation.split("/")
    return f'"{schema}"."{table}"'
