"""Row counts of warehouse tables, for the assets' metadata."""

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


def _quoted(relation: str) -> str:
    schema, table = relation.split("/")
    return f'"{schema}"."{table}"'
