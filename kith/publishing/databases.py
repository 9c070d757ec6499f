"""Writing the two published databases, the Parquet and the CSV files out of the private warehouse.

Data flow: marts -> kith.duckdb, a pseudonym, a band or nothing where a column is personal -> parquet/, the
same tables, and csv/, the reports; marts, ops and identity -> kith_pii.duckdb in clear. Each file is fresh, so no byte
of a deleted row can stand in it, and is written in the storage format that DuckDB clients from 1.2 on read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import duckdb

from kith.publishing.content_hash import quoted
from kith.publishing.personal_columns import ColumnMeaning, TableMeaning, refuse_undeclared
from kith.publishing.pseudonyms import PublishedColumn, key_in_session, published_column
from kith.publishing.reports.catalogue import WRITTEN_AS_CSV
from kith.publishing.reports.report import CSV_FOLDER

BI_FILE = "kith.duckdb"
PII_FILE = "kith_pii.duckdb"
PARQUET_FOLDER = "parquet"
STORAGE_VERSION = "v1.2.0"

# Every golden value with its losing ones: personal through and through (design, section 6).
TABLES_LEFT_OUT = frozenset({"dim_customer_fields"})
PII_SCHEMAS = ("marts", "ops", "identity")


def write_databases(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    secret: bytes,
    meanings: dict[str, TableMeaning],
    as_of: date,
) -> None:
    """Write kith.duckdb, parquet/, csv/ and kith_pii.duckdb into `folder` from the warehouse behind `connection`.

    Raises KithError before anything is written where a text column looks personal and is not declared.
    """
    tables = column_types(connection, "marts")
    for table, columns in tables.items():
        refuse_undeclared(table, columns, meanings.get(table, TableMeaning()))
    with _attached(connection, folder / BI_FILE) as target, key_in_session(connection, secret):
        with _transaction(connection):
            connection.execute(f"create schema {target}.marts")
            for table in sorted(set(tables) - TABLES_LEFT_OUT):
                meaning = meanings.get(table, TableMeaning())
                _write_pseudonymous(connection, target, table, tables[table], meaning, as_of)
        _write_parquet(connection, target, folder / PARQUET_FOLDER)
        _write_csv(connection, target, folder / CSV_FOLDER, sorted(WRITTEN_AS_CSV & set(tables)))
    with _attached(connection, folder / PII_FILE) as target, _transaction(connection):
        for schema in PII_SCHEMAS:
            _write_in_clear(connection, target, schema, meanings if schema == "marts" else {})
    (folder / PII_FILE).chmod(0o600)


def column_types(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, str]]:
    """{table or view: {column name: DuckDB type}} of a schema, columns in the table's own order."""
    found: dict[str, dict[str, str]] = {}
    for table, name, data_type in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_catalog = current_database() and table_schema = ?"
        " order by table_name, ordinal_position",
        [schema],
    ).fetchall():
        found.setdefault(table, {})[name] = data_type
    return found


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    """Attach a fresh database file, and leave it checkpointed and closed, without a log beside it."""
    alias = f"publication_{path.stem}"
    literal = str(path).replace("'", "''")
    connection.execute(f"attach '{literal}' as {alias} (storage_version '{STORAGE_VERSION}')")
    try:
        yield alias
        connection.execute(f"checkpoint {alias}")
    finally:
        connection.execute(f"detach {alias}")


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One for a whole file: by itself every table and every comment would be flushed to the disk."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a full disk may have ended it; the error to tell is the first
            connection.execute("rollback")
        raise
    connection.execute("commit")


def _write_pseudonymous(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    table: str,
    columns: dict[str, str],
    meaning: TableMeaning,
    as_of: date,
) -> None:
    published: dict[str, PublishedColumn] = {}
    descriptions: dict[str, str] = {}
    for name, data_type in columns.items():
        column_meaning = meaning.columns.get(name, ColumnMeaning())
        column = published_column(name, data_type, column_meaning.personal, as_of)
        # A mart's own age band goes before the one made of the birth date.
        if column is None or (column.name != name and column.name in columns):
            continue
        published[column.name] = column
        descriptions[column.name] = _published_description(column_meaning, column.name != name)
    selected = ", ".join(f"{column.expression} as {quoted(column.name)}" for column in published.values())
    relation = f"{target}.marts.{quoted(table)}"
    connection.execute(
        f"create table {relation} as select {selected or 'null::integer as nothing'} from marts.{quoted(table)}"
    )
    _comment(connection, relation, meaning.description, descriptions)


def _published_description(meaning: ColumnMeaning, is_band: bool) -> str:
    if is_band:
        return "Age band on as_of, in years; null where the birth date is not known."
    if meaning.personal is None or not meaning.description:
        return meaning.description
    return f"{meaning.description} (Here: a pseudonym.)" if meaning.personal != "url" else meaning.description


def _write_in_clear(
    connection: duckdb.DuckDBPyConnection, target: str, schema: str, meanings: dict[str, TableMeaning]
) -> None:
    connection.execute(f"create schema {target}.{schema}")
    for table, present in column_types(connection, schema).items():
        relation = f"{target}.{schema}.{quoted(table)}"
        connection.execute(f"create table {relation} as from {schema}.{quoted(table)}")
        meaning = meanings.get(table, TableMeaning())
        descriptions = {
            name: column.description for name, column in meaning.columns.items() if name in present
        }
        _comment(connection, relation, meaning.description, descriptions)


def _comment(
    connection: duckdb.DuckDBPyConnection, relation: str, description: str, descriptions: dict[str, str]
) -> None:
    """Put the yml's descriptions into the file: whoever opens it in a BI tool reads what a column means."""
    statements = [f"comment on table {relation} is '{_one_line(description)}'"] if description else []
    statements += [
        f"comment on column {relation}.{quoted(name)} is '{_one_line(text)}'"
        for name, text in descriptions.items()
        if text
    ]
    connection.execute(";".join(statements))


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("'", "''")


def _write_parquet(connection: duckdb.DuckDBPyConnection, source: str, folder: Path) -> None:
    """One file a mart. Parquet has no 128-bit integer, so it becomes an exact decimal, not a double."""
    folder.mkdir()
    selected: dict[str, list[str]] = {}
    for table, name, data_type in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_catalog = ? and table_schema = 'marts' order by table_name, ordinal_position",
        [source],
    ).fetchall():
        column = quoted(name)
        is_too_long = data_type in ("HUGEINT", "UHUGEINT")
        selected.setdefault(table, []).append(
            f"{column}::decimal(38, 0) as {column}" if is_too_long else column
        )
    for table, columns in selected.items():
        path = str(folder / f"{table}.parquet").replace("'", "''")
        connection.execute(
            f"copy (select {', '.join(columns)} from {source}.marts.{quoted(table)}) to '{path}'"
            " (format parquet, compression zstd)"
        )


def _write_csv(connection: duckdb.DuckDBPyConnection, source: str, folder: Path, reports: list[str]) -> None:
    """One file a report, for spreadsheets: with a header, rows in the order of their columns."""
    folder.mkdir()
    for report in reports:
        path = str(folder / f"{report}.csv").replace("'", "''")
        connection.execute(
            f"copy (from {source}.marts.{quoted(report)} order by all nulls last) to '{path}' (format csv, header)"
        )
