"""Runs the SQL files of this folder by name."""

from functools import cache
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent


@cache
def query_text(name: str) -> str:
    """SQL of queries/<name>.sql."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def run_query(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run every statement of queries/<name>.sql."""
    connection.execute(query_text(name)).fetchall()
