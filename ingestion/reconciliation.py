"""Nothing is lost: for every file and entry, what became of each row, and the quarantine as it stands.

Data flow: ops.loads, load_counts, load_files, load_rejects + ops.outdated_rows -> ops.load_reconciliation,
ops.quarantined_rows, ops.load_warnings -> LoadReport.
"""

import datetime
from dataclasses import dataclass, field

import duckdb

from ingestion.load_books import transaction
from ingestion.odd_rows import warn_of_odd_rows
from ingestion.warehouse import raw_tables


@dataclass(frozen=True)
class LoadReport:
    """The whole load in numbers, over all files; `differences` and `red` block publication."""

    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    differences: list[str] = field(default_factory=list)
    red: list[str] = field(default_factory=list)
    amber: list[str] = field(default_factory=list)


def reconcile(
    connection: duckdb.DuckDBPyConnection, run_id: str, started_at: datetime.datetime
) -> LoadReport:
    """Write the books of the latest state and return them in short."""
    with transaction(connection):
        _write_reconciliation(connection, run_id)
        _write_quarantine(connection)
        connection.execute("delete from ops.load_warnings")
        connection.execute(
            "insert into ops.load_warnings select $1, source, entry, file, severity, kind, message "
            "from ops.load_notices order by severity desc, file, message",
            [run_id],
        )
        _warn_of_files_lost_whole(connection, run_id)
        warn_of_odd_rows(connection, run_id, started_at)
        differences = _differences(connection)
        connection.executemany(
            "insert into ops.load_warnings values ($1, null, null, $2, 'red', 'reconciliation', $3)",
            [(run_id, table, message) for table, message in differences],
        ) if differences else None
    return _report(connection, [message for _, message in differences])


def _write_reconciliation(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """One row per source, entry and file: counts under the carrier's name, all rows of other names as repeated."""
    connection.execute("delete from ops.load_reconciliation")
    connection.execute(
        """
        insert into ops.load_reconciliation
        with outdated as (
            select raw_table, load_key,
                count(*) filter (fate = 'repeated') as repeated,
                count(*) filter (fate = 'superseded') as superseded
            from ops.outdated_rows
            group by raw_table, load_key
        ),
        counted as (
            select counts.load_key, counts.source, counts.entry, counts.entity, counts.rows_read,
                counts.rows_stored, counts.rows_filtered, counts.rows_quarantined,
                coalesce(outdated.repeated, 0) as repeated,
                coalesce(outdated.superseded, 0) as superseded
            from ops.load_counts as counts
            left join outdated on outdated.raw_table = counts.raw_table and outdated.load_key = counts.load_key
        )
        select counted.source, counted.entry, counted.entity, files.file,
            cast(sum(counted.rows_read) as bigint),
            cast(sum(if(files.is_carrier, counted.rows_stored - repeated - superseded, 0)) as bigint),
            cast(sum(if(files.is_carrier, repeated, counted.rows_read)) as bigint),
            cast(sum(if(files.is_carrier, superseded, 0)) as bigint),
            cast(sum(if(files.is_carrier, counted.rows_filtered, 0)) as bigint),
            cast(sum(if(files.is_carrier, counted.rows_quarantined, 0)) as bigint),
            $1
        from counted
        inner join (select distinct load_key, file, is_carrier from ops.load_files) as files using (load_key)
        group by counted.source, counted.entry, counted.entity, files.file
        order by 1, 2, 4
        """,
        [run_id],
    )


def _write_quarantine(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from ops.quarantined_rows")
    connection.execute("""
        insert into ops.quarantined_rows
        select loads.source, rejects.entry, rejects.entity, files.file, rejects.row_number, rejects.reason,
            rejects.payload, loads.run_id, loads.loaded_at
        from ops.load_rejects as rejects
        inner join ops.loads as loads using (load_key)
        inner join (select load_key, min(file) as file from ops.load_files where is_carrier group by load_key) as files
            using (load_key)
        order by loads.source, rejects.entry, files.file, rejects.row_number
    """)


def _warn_of_files_lost_whole(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """A file of several rows of which none could be taken in is red, like one that cannot be read at all.

    Generic entries are judged each on their own; a vendor's file over all of its objects.
    """
    connection.execute(
        """
        insert into ops.load_warnings
        with lost as (
            select books.source, if(sources.connector = 'files', books.entry, null) as entry, books.file,
                sum(books.rows_read) as rows_read
            from ops.load_reconciliation as books
            inner join ops.sources as sources on sources.source = books.source
            group by all
            having sum(books.rows_quarantined) = sum(books.rows_read) and sum(books.rows_read) > 1
        )
        select $1, source, entry, file, 'red', 'whole file quarantined',
            file || ': none of its ' || rows_read || ' rows could be taken in; `kith quarantine show ' || file
            || '` says why. Correct feeds.yml, or send the file again.'
        from lost
        where file not in (select file from ops.load_warnings where severity = 'red' and file is not null)
        """,
        [run_id],
    )


def _differences(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Files whose rows do not add up, and raw tables that hold other rows than the books say."""
    files = connection.execute("""
        select file, file || ': ' || rows_read || ' rows read, ' ||
            (rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined) || ' accounted for.'
        from ops.load_reconciliation
        where rows_read <> rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined
            or least(rows_loaded, rows_repeated, rows_superseded, rows_filtered, rows_quarantined) < 0
        order by file
    """).fetchall()
    booked = dict(
        connection.execute(
            "select raw_table, sum(rows_stored) from ops.load_counts where raw_table is not null group by raw_table"
        ).fetchall()
    )
    counts = " union all ".join(f"select '{table}', (select count(*) from {table})" for table in raw_tables())
    held = dict(connection.execute(counts).fetchall())
    tables = [
        (table, f"{table} holds {rows} rows where the files gave {booked.get(table, 0)}.")
        for table, rows in sorted(held.items())
        if rows != booked.get(table, 0)
    ]
    return [(str(file), str(message)) for file, message in files] + tables


def _report(connection: duckdb.DuckDBPyConnection, differences: list[str]) -> LoadReport:
    read, loaded, quarantined = connection.execute(
        "select coalesce(sum(rows_read), 0), coalesce(sum(rows_loaded), 0), coalesce(sum(rows_quarantined), 0) "
        "from ops.load_reconciliation"
    ).fetchall()[0]
    warnings = connection.execute(
        "select severity, message from ops.load_warnings order by file, message"
    ).fetchall()
    return LoadReport(
        rows_read=int(read),
        rows_loaded=int(loaded),
        rows_quarantined=int(quarantined),
        differences=differences,
        red=[message for severity, message in warnings if severity == "red"],
        amber=[message for severity, message in warnings if severity == "amber"],
    )
