"""Opens a warehouse or a publication for the commands that only read."""

from pathlib import Path

import duckdb

from ingestion.errors import UsageError

PERSONAL_FILE = "kith_pii.duckdb"


def open_for_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """Connect to a warehouse file, or to the file with names of a publication folder.

    Raises UsageError when there is no such file or it holds no identity tables.
    """
    file = path / PERSONAL_FILE if path.is_dir() else path
    if not file.is_file():
        raise UsageError(f"{file} does not exist: run `kith run` first, or give another --home.")
    # A publication is never written to; the warehouse is opened as every part opens it, since one process may
    # not mix read-only and writing connections to one file.
    connection = duckdb.connect(str(file), read_only=file.name == PERSONAL_FILE)
    found = connection.execute(
        "select count(*) from duckdb_tables()"
        " where schema_name = 'identity' and table_name = 'record_customers'"
    ).fetchall()
    if not found[0][0]:
        connection.close()
        raise UsageError(f"{file} holds no identity tables: run `kith run` first.")
    return connection
