"""The private warehouse as the loader needs it: schemas, raw tables of every contract, and the ops tables.

Data flow: contracts + feeds.yml -> empty tables. A raw table whose contract changed is made anew and its loads are
forgotten, so that landing loads again: raw is a function of landing, nothing is lost by it.
"""

import datetime
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from ingestion.contracts import RawTable
from ingestion.entities import ABSENT_SINCE, ENTITIES
from ingestion.errors import KithError
from ingestion.feeds import Feeds
from ingestion.room import refuse_no_room
from ingestion.sources import CONNECTORS

LOAD_COLUMNS = {"source": "varchar", "load_row_number": "bigint", "load_key": "bigint"}
"""What the loader adds to each raw row; ops.loads tells file, entry and time of each load_key."""

OBJECT_COLUMNS = LOAD_COLUMNS | {"loaded_at": "timestamp", "load_parent_row_number": "bigint"}
"""What it adds to the rows of vendors' objects; the last is null but in the objects' nested lists."""

ALWAYS_STORED = {*LOAD_COLUMNS, ABSENT_SINCE.name}
"""Columns of a generic entity's raw table that take room before a file has had them; the others are made of nothing."""

OPS_TABLES = {
    "loads": "load_key bigint, source varchar, entry varchar, connector varchar, load_file varchar, content varchar, "
    "status varchar, rows_read bigint, message varchar, loaded_at timestamp, run_id varchar",
    "load_changes": "raw_table varchar",
    "snapshot_entries": "source varchar, entry varchar, raw_table varchar",
    "load_counts": "load_key bigint, source varchar, entry varchar, entity varchar, raw_table varchar, "
    "rows_read bigint, rows_stored bigint, rows_filtered bigint, rows_quarantined bigint",
    "load_files": "load_key bigint, source varchar, entry varchar, connector varchar, file varchar, "
    "is_carrier boolean",
    "load_rejects": "load_key bigint, entry varchar, entity varchar, row_number bigint, reason varchar, "
    "payload varchar",
    "load_notices": "connector varchar, source varchar, entry varchar, file varchar, severity varchar, kind varchar, "
    "message varchar",
    "outdated_rows": "raw_table varchar, load_key bigint, load_row_number bigint, fate varchar",
    "load_reconciliation": "source varchar, entry varchar, entity varchar, file varchar, rows_read bigint, "
    "rows_loaded bigint, rows_repeated bigint, rows_superseded bigint, rows_filtered bigint, rows_quarantined bigint, "
    "run_id varchar",
    "quarantined_rows": "source varchar, entry varchar, entity varchar, file varchar, row_number bigint, "
    "reason varchar, payload varchar, run_id varchar, quarantined_at timestamp",
    "check_results": "run_id varchar, check_name varchar, asset varchar, passed boolean, severity varchar, "
    "observed varchar, checked_at timestamp",
    "load_warnings": "run_id varchar, source varchar, entry varchar, file varchar, severity varchar, kind varchar, "
    "message varchar",
    "home_settings": "as_of date, as_of_instant timestamp, reporting_currency varchar, reporting_timezone varchar",
    "sources": "source varchar, feed varchar, connector varchar, login_namespace varchar",
}

BOOKS = {"loads", "load_counts", "load_files", "load_rejects"}
"""What tells of each load: of one making or none, since a load is known by its rows in all four."""


def raw_tables() -> dict[str, RawTable]:
    """Every raw table by its full name."""
    tables = [entity.raw_table for entity in ENTITIES.values()]
    tables += [thing.raw_table for connector in CONNECTORS.values() for thing in connector.objects]
    return {table.full_name: table for table in tables}


def column_types(table: RawTable) -> dict[str, str]:
    """Columns of a raw table with their SQL types, the load columns last."""
    added = LOAD_COLUMNS if table.is_generic else OBJECT_COLUMNS
    return {column.name: column.sql_type for column in table.columns} | added


@contextmanager
def open_warehouse(home: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the private warehouse, in UTC; closed at the end, since loader, dbt and Kith take turns."""
    try:
        connection = duckdb.connect(str(home / "warehouse.duckdb"), read_only=read_only)
    except duckdb.IOException as error:
        raise KithError(
            f"The warehouse {home / 'warehouse.duckdb'} cannot be opened: {_first_line(error)}"
        ) from error
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set autoinstall_known_extensions = false")
        yield connection
    except duckdb.Error as error:
        refuse_no_room(error)
        raise
    finally:
        connection.close()


def discard_unreadable(home: Path) -> None:
    """Remove a warehouse that is no DuckDB file or a broken one: landing and state rebuild it."""
    path = home / "warehouse.duckdb"
    if not path.exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        if "lock" in str(error).lower():
            raise KithError(
                f"{path} is open in another program: close it and run again. {_first_line(error)}"
            ) from None
        remove_warehouse(home)


def remove_warehouse(home: Path) -> None:
    """Remove the warehouse and the loader's working folder; both are rebuilt from landing and state."""
    for name in ("warehouse.duckdb", "warehouse.duckdb.wal"):
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / "dlt", ignore_errors=True)


def make_tables(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Create every raw and ops table that is missing, and anew those whose contract changed."""
    present = _present_columns(connection)
    for schema in ["ops", *sorted({table.schema for table in raw_tables().values()})]:
        connection.execute(f"create schema if not exists {schema}")
    changed = {
        name for name, columns in OPS_TABLES.items() if _differs(present, f"ops.{name}", _declared(columns))
    }
    if changed & BOOKS:
        changed |= BOOKS
        present = _drop_raw(connection, home)
    for name, columns in OPS_TABLES.items():
        verb = "create or replace table" if name in changed else "create table if not exists"
        connection.execute(f"{verb} ops.{name} ({columns})")
    for full_name, table in raw_tables().items():
        _make_raw_table(connection, home, full_name, table, present)


def write_settings(connection: duckdb.DuckDBPyConnection, feeds: Feeds) -> None:
    """Replace ops.home_settings and ops.sources by what feeds.yml says; as_of must be resolved."""
    as_of = feeds.as_of or datetime.datetime.now(datetime.UTC).date()
    next_day = as_of + datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(next_day, datetime.time(), ZoneInfo(feeds.reporting_timezone))
    instant = midnight.astimezone(datetime.UTC).replace(tzinfo=None)
    connection.execute("delete from ops.home_settings")
    connection.execute(
        "insert into ops.home_settings values ($1, $2, $3, $4)",
        [as_of, instant, feeds.reporting_currency, feeds.reporting_timezone],
    )
    connection.execute("delete from ops.sources")
    for source in feeds.sources:
        connection.execute(
            "insert into ops.sources values ($1, $2, $3, $4)",
            [source.name, source.feed, source.connector, source.login_namespace],
        )


def _make_raw_table(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    full_name: str,
    table: RawTable,
    present: dict[str, dict[str, str]],
) -> None:
    wanted = column_types(table)
    if present.get(full_name) == _normalised(wanted):
        return
    if full_name in present:
        forget_raw_table(connection, home, full_name)
    _create_raw_table(connection, table, ALWAYS_STORED if table.is_generic else set(wanted))


def store_columns(connection: duckdb.DuckDBPyConnection, table: RawTable, columns: Iterable[str]) -> None:
    """Give room to the columns of a raw table that files have now.

    A column that no file ever had is a null that DuckDB makes up when it is read: to store nulls costs as much as to
    store values, and an entity has three times the columns of a usual file. A record_id that no file maps is made up
    too: it is a copy of another column.
    """
    stored = _stored_columns(connection, table)
    wanted = sorted(set(columns) - stored, key=lambda name: name != "record_id")  # It may be made of another.
    if not wanted:
        return
    if not connection.execute(f"select 1 from {table.full_name} limit 1").fetchall():
        _create_raw_table(connection, table, stored.union(wanted))
        return
    types = column_types(table)
    for name in wanted:
        connection.execute(f'alter table {table.full_name} drop column "{name}"')
        connection.execute(f'alter table {table.full_name} add column "{name}" {types[name]}')
    if "record_id" in wanted:
        copy_ids(connection, table)


def copy_ids(connection: duckdb.DuckDBPyConnection, table: RawTable) -> None:
    """Give a record_id to the rows of files that map none, where those of others have made it a column with room."""
    if table.copies_id and "record_id" in _stored_columns(connection, table):
        connection.execute(
            f'update {table.full_name} set record_id = "{table.id_column}" where record_id is null'
        )


def _stored_columns(connection: duckdb.DuckDBPyConnection, table: RawTable) -> set[str]:
    rows = connection.execute(
        "select column_name from information_schema.columns "
        "where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'",
        [table.schema, table.name],
    ).fetchall()
    return {str(name) for (name,) in rows}


def _create_raw_table(connection: duckdb.DuckDBPyConnection, table: RawTable, stored: set[str]) -> None:
    declared = ", ".join(
        f'"{name}" {sql_type}{_room(table, name, sql_type, name in stored)}'
        for name, sql_type in column_types(table).items()
    )
    connection.execute(f'create or replace table {table.schema}."{table.name}" ({declared})')


def _room(table: RawTable, name: str, sql_type: str, is_stored: bool) -> str:
    """How a column is stored, or what it is made of. Ids of records never repeat: to search them for repetitions takes
    a fifth of the time of loading them and saves a third of their room.
    """
    if is_stored:
        return " using compression 'uncompressed'" if name == table.id_column else ""
    made = f'"{table.id_column}"' if name == "record_id" and table.copies_id else f"cast(null as {sql_type})"
    return f" generated always as ({made}) virtual"


def forget_raw_table(connection: duckdb.DuckDBPyConnection, home: Path, full_name: str) -> None:
    """Mark every load of a raw table as unfinished and drop what dlt knows of its schema: landing loads again."""
    schema = full_name.split(".")[0]
    connection.execute(
        "update ops.loads set status = 'loading' "
        "where load_key in (select load_key from ops.load_counts where raw_table = $1)",
        [full_name],
    )
    for name in ("_dlt_version", "_dlt_loads", "_dlt_pipeline_state"):
        connection.execute(f"drop table if exists {schema}.{name}")
    shutil.rmtree(home / "dlt" / schema, ignore_errors=True)


def _drop_raw(connection: duckdb.DuckDBPyConnection, home: Path) -> dict[str, dict[str, str]]:
    for full_name in raw_tables():
        connection.execute(f"drop table if exists {full_name}")
    shutil.rmtree(home / "dlt", ignore_errors=True)
    return {}


def _present_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal order by 1, column_index"
    ).fetchall()
    present: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        present.setdefault(table, {})[column] = data_type.lower().replace(" ", "")
    return present


def _normalised(columns: dict[str, str]) -> dict[str, str]:
    return {name: sql_type.replace(" ", "") for name, sql_type in columns.items()}


def _declared(declaration: str) -> dict[str, str]:
    return {part.split()[0]: part.split()[1] for part in declaration.split(", ")}


def _differs(present: dict[str, dict[str, str]], table: str, columns: dict[str, str]) -> bool:
    return table in present and list(present[table].items()) != list(columns.items())


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
