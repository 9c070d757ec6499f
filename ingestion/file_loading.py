"""One delivery through reader and mapping: Parquet files of good rows and of rejects, with their counts.

Data flow: Delivery -> Scan -> Mapper, a Target each -> FileOutcome. A clean large file is streamed; any other is kept
in temporary tables, so that bad rows can be told from good ones. Nothing is written to the warehouse here.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

from ingestion.contracts import RawTable
from ingestion.feeds import FileEntry
from ingestion.mapping import LoadIdentity, Mapped, Mapper, Target
from ingestion.piecewise import map_pieces
from ingestion.reading.csv_files import read_rows, stream_csv
from ingestion.reading.json_lines import read_rows as read_json_rows
from ingestion.reading.parquet_files import scan_parquet
from ingestion.reading.pieces import NotPlainError, can_be_cut
from ingestion.reading.vendor_objects import read_objects, scan_object
from ingestion.room import lacks_room, refuse_no_room
from ingestion.scan import READ_REJECTS, Scan, UnreadableFileError, literal
from ingestion.sources import CONNECTORS
from ingestion.units import OBJECTS_ENTRY, Delivery, file_format, file_target, object_target

DISABLED_OPTIMIZERS = "statistics_propagation,filter_pushdown"
"""DuckDB 2.0.0 fails to bind, where a file's column holds only nulls, what the first makes of an expression.

The second would evaluate each mapped expression twice, in the filter that keeps rows that fit and in their columns:
six times the CPU for GA4's events.
"""

STREAMED_SIZE = 32 << 20
"""Files from this size on are streamed: a temporary table of their rows would cost more than reading them again."""


SEE_CHECK = ": look at it and its mapping with `kith check`"
"""What a problem says to do about it, to whoever is not doing so already."""


@dataclass(frozen=True)
class TargetCounts:
    """What became of the rows of one entry of a file; `stored`: Parquet files, each with how many of its rows."""

    entry: str
    entity: str
    table: RawTable | None
    rows_read: int = 0
    rows_stored: int = 0
    rows_filtered: int = 0
    rows_quarantined: int = 0
    stored: tuple[tuple[Path, int], ...] = ()


@dataclass(frozen=True)
class FileOutcome:
    """What a delivery gave: counts by entry, Parquet files of rejects, and the file's columns.

    `problem` says why the file as a whole could not be taken, null where it could.
    """

    delivery: Delivery
    counts: list[TargetCounts]
    rejects: list[Path] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def rows_read(self) -> int:
        """Rows of the file itself; elements of nested lists are counted in their own entries."""
        nested = {thing.name for thing in nested_tables(self.delivery)}
        return sum(count.rows_read for count in self.counts if count.entry not in nested)


def nested_tables(delivery: Delivery) -> list[RawTable]:
    if delivery.unit.file_entry is not None:
        return []
    return [thing.raw_table for thing in CONNECTORS[delivery.unit.connector].objects if thing.of]


@contextmanager
def mapping_connection(home: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that maps files; it spills into `scratch` and sees no file outside that and home."""
    connection = duckdb.connect()
    seen = ", ".join(literal(str(path)) for path in (home.resolve(), home, scratch.resolve(), scratch))
    try:
        connection.execute(f"set temp_directory = {literal(str(scratch / 'spill'))}")
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute(f"set allowed_directories = [{seen}]")
        connection.execute("set enable_external_access = false")
        connection.execute(f"set disabled_optimizers = '{DISABLED_OPTIMIZERS}'")
        yield connection
    finally:
        connection.close()


def read_delivery(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    loaded_at: str,
    scratch: Path,
    first_rows: int | None = None,
) -> FileOutcome:
    """Read, map and check one delivery; a file that cannot be taken gives an outcome with a `problem`.

    Where `first_rows` is given, no more of a generic file's rows are mapped.
    """
    entry = delivery.unit.file_entry
    try:
        if delivery.problem:
            raise UnreadableFileError(delivery.problem)
        if delivery.digest.is_blank:
            return FileOutcome(delivery, [TargetCounts(delivery.unit.entry, delivery.unit.entity, None)])
        identity = LoadIdentity(
            delivery.unit.source, delivery.load_key, delivery.file, loaded_at, delivery.digest.has_nul
        )
        if entry is None:
            return _read_vendor(connection, delivery, identity, scratch)
        return _read_generic(connection, delivery, entry, identity, scratch, first_rows)
    except UnreadableFileError as error:
        return refused(delivery, str(error), error.columns)
    except duckdb.Error as error:
        refuse_no_room(error)
        problem = f"The file cannot be mapped ({type(error).__name__}){SEE_CHECK}."
    except OSError as error:
        refuse_no_room(error)
        problem = f"The file cannot be read: {error.strerror}."
    return refused(delivery, problem)


def refused(delivery: Delivery, problem: str, columns: tuple[str, ...] = ()) -> FileOutcome:
    """The outcome of a file that as a whole cannot be taken; it counts as one row."""
    counts = TargetCounts(delivery.unit.entry, delivery.unit.entity, None, rows_read=1, rows_quarantined=1)
    return FileOutcome(delivery, [counts], columns=columns, problem=problem)


def _read_generic(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    entry: FileEntry,
    identity: LoadIdentity,
    scratch: Path,
    first_rows: int | None,
) -> FileOutcome:
    kind = file_format(entry, delivery.path.name)
    is_large = delivery.digest.size >= STREAMED_SIZE and first_rows is None
    if kind == "csv" and is_large and not entry.csv.fixed_width:
        try:
            return _read_large(connection, delivery, entry, identity, scratch)
        except duckdb.Error as error:
            if lacks_room(error):
                raise  # Else it is not clean: once more, row by row.
    has_rejects = kind != "parquet"
    scan = _scan_file(connection, delivery.path, entry, scratch)
    if first_rows is not None:
        scan = scan.first(first_rows)
        if has_rejects:
            connection.execute(f"delete from {READ_REJECTS} where row_number > {first_rows}")
    return _map_generic(connection, delivery, scan, entry, identity, scratch, has_rejects)


def _read_large(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    entry: FileEntry,
    identity: LoadIdentity,
    scratch: Path,
) -> FileOutcome:
    """Read a large CSV file in pieces, or in one stream; duckdb.Error where it is not clean."""
    path = delivery.path
    if can_be_cut(path, entry.csv):
        with suppress(NotPlainError):
            columns, mapped = map_pieces(
                connection, path, entry.csv, partial(file_target, entry), identity, scratch
            )
            if mapped:
                rejects = [piece.rejected for piece in mapped if piece.rows_rejected]
                return FileOutcome(delivery, [counts_of(mapped)], rejects, columns)
    return _map_generic(connection, delivery, stream_csv(path, entry.csv), entry, identity, scratch)


def _scan_file(connection: duckdb.DuckDBPyConnection, path: Path, entry: FileEntry, scratch: Path) -> Scan:
    """A Scan over a generic file, by its format; what cannot be read as a row goes to READ_REJECTS."""
    kind = file_format(entry, path.name)
    if kind == "parquet":
        return scan_parquet(connection, path)
    if kind == "jsonl":
        return read_json_rows(connection, path)
    return read_rows(connection, path, entry.csv, scratch)


def _map_generic(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    scan: Scan,
    entry: FileEntry,
    identity: LoadIdentity,
    scratch: Path,
    rejects_table: bool = False,
) -> FileOutcome:
    target = file_target(entry, scan.columns)
    mapped = map_rows(connection, scan, target, identity, scratch, f"{delivery.load_key}")
    rejects = [mapped.rejected] if mapped.rows_rejected else []
    unread = 0
    if rejects_table:
        unread, path = _write_read_rejects(connection, identity, entry.entry, entry.entity, scratch)
        rejects += [path] if unread else []
    return FileOutcome(delivery, [counts_of([mapped], unread)], rejects, scan.columns)


def map_rows(
    connection: duckdb.DuckDBPyConnection,
    scan: Scan,
    target: Target,
    identity: LoadIdentity,
    folder: Path,
    name: str,
) -> Mapped:
    """Map a scan, fast where every expression holds on every row, else with each failure set aside."""
    fast = Mapper(connection, scan, target, identity, is_safe=False)
    try:
        return fast.write(folder, name)
    except duckdb.Error as error:
        if lacks_room(error):
            raise
        connection.execute(
            scan.counter
        ).fetchall()  # The file itself must be sound before expressions are blamed.
    return Mapper(connection, scan, target, identity, is_safe=True).write(folder, name)


def _read_vendor(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, identity: LoadIdentity, scratch: Path
) -> FileOutcome:
    connector = CONNECTORS[delivery.unit.connector]
    read_objects(connection, delivery.path, connector, delivery.file, scratch)
    unknown, path = _write_read_rejects(connection, identity, OBJECTS_ENTRY, OBJECTS_ENTRY, scratch)
    counts, rejects = [], [path] if unknown else []
    for thing in connector.objects:
        scan = scan_object(thing)
        if not connection.execute(scan.counter).fetchall()[0][0]:
            continue
        target = object_target(thing)
        mapped = map_rows(connection, scan, target, identity, scratch, f"{delivery.load_key}.{thing.name}")
        counts.append(counts_of([mapped]))
        rejects += [mapped.rejected] if mapped.rows_rejected else []
    if unknown or not counts:
        counts.append(
            TargetCounts(OBJECTS_ENTRY, OBJECTS_ENTRY, None, rows_read=unknown, rows_quarantined=unknown)
        )
    return FileOutcome(delivery, counts, rejects)


def counts_of(parts: list[Mapped], unread: int = 0) -> TargetCounts:
    """The counts of one entry from what became of its parts; `unread` rows could not even be read."""
    target = parts[0].target
    return TargetCounts(
        entry=target.entry,
        entity=target.entity,
        table=target.table,
        rows_read=sum(part.rows_read for part in parts) + unread,
        rows_stored=sum(part.rows_stored for part in parts),
        rows_filtered=sum(part.rows_filtered for part in parts),
        rows_quarantined=sum(part.rows_rejected for part in parts) + unread,
        stored=tuple((part.stored, part.rows_stored) for part in parts if part.rows_stored),
    )


def _write_read_rejects(
    connection: duckdb.DuckDBPyConnection, identity: LoadIdentity, entry: str, entity: str, scratch: Path
) -> tuple[int, Path]:
    """Write what the reader set aside to a Parquet file of rejects; how many rows, and where."""
    path = scratch / f"{identity.load_key}.unread.rejects.parquet"
    rows = connection.execute(
        f"copy (select cast({identity.load_key or 0} as bigint) as load_key, {literal(entry)} as entry, "
        f"{literal(entity)} as entity, row_number, reason, payload from {READ_REJECTS}) "
        f"to {literal(str(path))} (format parquet)"
    ).fetchall()
    return int(rows[0][0]), path
