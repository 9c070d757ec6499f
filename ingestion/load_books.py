"""The loader's books in the warehouse: which load holds what, its counts, its rejects, and the files that carry it.

Every function leaves ops.loads, load_counts and load_rejects consistent in one transaction. ops.load_changes
names the raw tables that changed since outdated rows were last found.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from ingestion.errors import KithError
from ingestion.scan import literal

if TYPE_CHECKING:  # The judges read the books; the books only know the shape of what they are given.
    from ingestion.file_loading import FileOutcome
    from ingestion.holding import Judgement


@dataclass(frozen=True)
class BookedLoad:
    """One row of ops.loads. `status`: loading, loaded, held or failed; `problem` is why a load failed."""

    load_key: int
    source: str
    entry: str
    content: str
    file: str
    status: str
    rows_read: int
    problem: str | None


def read_loads(connection: duckdb.DuckDBPyConnection, connector: str) -> dict[int, BookedLoad]:
    """The loads of a connector by load key."""
    rows = connection.execute(
        "select load_key, source, entry, content, load_file, status, rows_read, message "
        "from ops.loads where connector = $1",
        [connector],
    ).fetchall()
    return {row[0]: BookedLoad(*row) for row in rows}


def forget(connection: duckdb.DuckDBPyConnection, load_keys: list[int]) -> None:
    """Delete loads: their raw rows, counts and rejects."""
    if not load_keys:
        return
    tables = connection.execute(
        "select distinct raw_table from ops.load_counts "
        "where raw_table is not null and load_key in (select unnest($1))",
        [load_keys],
    ).fetchall()
    with transaction(connection):
        for (table,) in tables:
            connection.execute(f"delete from {table} where load_key in (select unnest($1))", [load_keys])
        _mark_changed(connection, [table for (table,) in tables])
        for table in ("loads", "load_counts", "load_rejects"):
            connection.execute(f"delete from ops.{table} where load_key in (select unnest($1))", [load_keys])


def announce(connection: duckdb.DuckDBPyConnection, outcomes: list["FileOutcome"]) -> None:
    """Write down what is about to be loaded, so that a run that dies meanwhile can be cleaned up after."""
    if not outcomes:
        return
    loads, counts = [], []
    for outcome in outcomes:
        delivery = outcome.delivery
        unit = delivery.unit
        loads.append(
            (
                delivery.load_key,
                unit.source,
                unit.entry,
                unit.connector,
                delivery.file,
                delivery.content,
                outcome.rows_read,
            )
        )
        for count in outcome.counts:
            table = count.table.full_name if count.table else None
            numbers = (count.rows_read, count.rows_stored, count.rows_filtered, count.rows_quarantined)
            counts.append((delivery.load_key, unit.source, count.entry, count.entity, table, *numbers))
    with transaction(connection):
        insert_rows(
            connection,
            "ops.loads (load_key, source, entry, connector, load_file, content, rows_read, status)",
            [(*load, "loading") for load in loads],
        )
        insert_rows(connection, "ops.load_counts", counts)
        _mark_changed(connection, {str(count[4]) for count in counts if count[4]})


def book(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    started_at: datetime.datetime,
    outcomes: list["FileOutcome"],
    held: set[int],
) -> None:
    """Turn announced loads into finished ones. KithError where a raw table does not hold the rows it should."""
    if not outcomes:
        return
    rows = []
    for outcome in outcomes:
        key = outcome.delivery.load_key
        status = "failed" if outcome.problem else "held" if key in held else "loaded"
        rows.append((key, status, outcome.problem))
    with transaction(connection):
        connection.execute(
            "create or replace temp table verdicts (load_key bigint, status varchar, message varchar)"
        )
        insert_rows(connection, "verdicts", rows)
        connection.execute(
            "update ops.loads set status = verdicts.status, message = verdicts.message, loaded_at = $1, run_id = $2 "
            "from verdicts where loads.load_key = verdicts.load_key",
            [started_at, run_id],
        )
        connection.execute(
            "update ops.load_counts set rows_read = 0, rows_stored = 0, rows_filtered = 0, rows_quarantined = 0 "
            "where load_key in (select load_key from verdicts where status = 'held')"
        )
        _verify(connection)
        _book_rejects(connection, [outcome for outcome in outcomes if outcome.delivery.load_key not in held])


def _verify(connection: duckdb.DuckDBPyConnection) -> None:
    """Count the rows of the new loads in every raw table they go to."""
    tables = connection.execute(
        "select distinct raw_table from ops.load_counts semi join verdicts using (load_key) where raw_table is not null"
    ).fetchall()
    for (table,) in tables:
        wrong = connection.execute(
            f"with found as (select load_key, count(*) as rows_found from {table} semi join verdicts using (load_key) "
            "group by load_key), expected as (select load_key, sum(rows_stored) as rows_stored from ops.load_counts "
            f"semi join verdicts using (load_key) where raw_table = {literal(table)} group by load_key) "
            "select rows_stored, coalesce(rows_found, 0) from expected left join found using (load_key) "
            "where rows_stored <> coalesce(rows_found, 0)"
        ).fetchall()
        if wrong:
            expected, found = wrong[0]
            raise KithError(
                f"{table} holds {found} rows of a load of {expected}. Nothing is lost: run again."
            )


def _book_rejects(connection: duckdb.DuckDBPyConnection, outcomes: list["FileOutcome"]) -> None:
    """Files that were read together share their rejects; those of files that are held back stay out."""
    paths = sorted({literal(str(path)) for outcome in outcomes for path in outcome.rejects})
    if paths:
        connection.execute(
            "insert into ops.load_rejects select load_key, entry, entity, row_number, reason, payload "
            f"from read_parquet([{', '.join(paths)}]) where load_key in (select unnest($1))",
            [[outcome.delivery.load_key for outcome in outcomes]],
        )
    insert_rows(
        connection,
        "ops.load_rejects",
        [
            (
                outcome.delivery.load_key,
                outcome.delivery.unit.entry,
                outcome.delivery.unit.entity,
                None,
                outcome.problem,
                None,
            )
            for outcome in outcomes
            if outcome.problem
        ],
    )


def replace_files_and_notices(
    connection: duckdb.DuckDBPyConnection, connector: str, judgements: list["Judgement"]
) -> None:
    """Write which files carry the loads of a connector now, and what there is to say of them."""
    files: list[tuple[object, ...]] = []
    notices: list[tuple[object, ...]] = []
    for judgement in judgements:
        unit = judgement.unit
        files += [
            (key, unit.source, unit.entry, connector, file, carries) for file, key, carries in judgement.files
        ]
        notices += [
            (connector, unit.source, unit.entry, notice.file, notice.severity, notice.kind, notice.message)
            for notice in judgement.notices
        ]
    _replace(
        connection, "load_files", "load_key, source, entry, connector, file, is_carrier", connector, files
    )
    columns = "connector, source, entry, file, severity, kind, message"
    _replace(connection, "load_notices", columns, connector, notices)


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    connector: str,
    rows: list[tuple[object, ...]],
) -> None:
    """Replace a connector's rows of a book, where they differ."""
    query = f"select {columns} from ops.{table} where connector = $1"
    if sorted(connection.execute(query, [connector]).fetchall()) == sorted(set(rows)):
        return
    with transaction(connection):
        connection.execute(f"delete from ops.{table} where connector = $1", [connector])
        insert_rows(connection, f"ops.{table}", sorted(set(rows)))


def standing_rows(connection: duckdb.DuckDBPyConnection, connector: str) -> dict[str, int]:
    """Rows by raw table of a connector, all versions."""
    rows = connection.execute(
        "select raw_table, cast(sum(rows_stored) as bigint) from ops.load_counts semi join "
        "(select load_key from ops.loads where connector = $1) using (load_key) "
        "where raw_table is not null group by raw_table order by raw_table",
        [connector],
    ).fetchall()
    return {str(table): int(count) for table, count in rows}


def quarantined_rows(connection: duckdb.DuckDBPyConnection, connector: str) -> int:
    """Rows of a connector in quarantine."""
    rows = connection.execute(
        "select coalesce(sum(rows_quarantined), 0) from ops.load_counts semi join "
        "(select load_key from ops.loads where connector = $1) using (load_key)",
        [connector],
    ).fetchall()
    return int(rows[0][0])


def notices(connection: duckdb.DuckDBPyConnection, connector: str) -> list[str]:
    """What there is to say of a connector's files, red before amber."""
    rows = connection.execute(
        "select message from ops.load_notices where connector = $1 order by severity desc, file, message",
        [connector],
    ).fetchall()
    return [str(message) for (message,) in rows]


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[object, ...]]
) -> None:
    """Insert rows of Python values; a few thousand at most."""
    rows = list(rows)
    width = len(rows[0]) if rows else 0
    for start in range(0, len(rows), 100):
        batch = rows[start : start + 100]
        places = ", ".join("(" + ", ".join("?" * width) + ")" for _ in batch)
        connection.execute(f"insert into {table} values {places}", [value for row in batch for value in row])


def _mark_changed(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
    insert_rows(connection, "ops.load_changes", [(table,) for table in sorted(tables)])
