"""`kith check`: map the first rows of every file that feeds.yml names, and say what would fail, without loading.

Data flow: feeds.yml -> a file at a time, its first rows through reader and mapping -> CheckReport. The warehouse is
neither read nor written. Values are never shown: rows and reasons are. Expressions see no file
outside home, as in a run.
"""

import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from ingestion.feeds import Feeds, FileEntry, read_feeds
from ingestion.file_loading import DISABLED_OPTIMIZERS, scan_file
from ingestion.file_registry import FileRegistry
from ingestion.mapping import LoadIdentity, Mapper, Target
from ingestion.reading.vendor_objects import read_objects, scan_object
from ingestion.reference import rates_file
from ingestion.scan import READ_REJECTS, Scan, UnreadableFileError, literal
from ingestion.sources import CONNECTORS, FILES
from ingestion.units import Delivery, Unit, deliveries_of, file_target, units_of

FIRST_ROWS = 1000
SHOWN_PROBLEMS = 5
NOTHING_TO_LOAD = (
    "feeds.yml names no source, so there is nothing to load: add one under `sources:`, as in docs/feeds.md."
)


@dataclass(frozen=True)
class CheckedFile:
    """One file of one entry: the rows looked at, how many fit, and the first that do not (row number, reason)."""

    source: str
    entry: str
    file: str
    rows: int
    fitting: int
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckReport:
    """What `kith check` found; fine where every row looked at can be taken.

    `notices` are sentences on what is allowed and yet may be a mistake, such as the entries in `without_files`.
    """

    files: list[CheckedFile]
    without_files: list[str]
    notices: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Whether nothing would be set aside."""
        return not any(checked.problems for checked in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "is_fine": self.is_fine,
            "files": [asdict(file) for file in self.files],
            "without_files": self.without_files,
            "notices": self.notices,
        }

    def as_text(self) -> str:
        """The report in lines, one a file and one a problem."""
        lines = []
        for checked in self.files:
            lines.append(
                f"{checked.source}/{checked.entry}: {checked.file}: {checked.fitting} of {checked.rows} rows fit"
            )
            for row, reason in checked.problems:
                lines.append(f"    {'the file' if row is None else f'row {row}'}: {reason}")
        lines += [f"amber: {notice}" for notice in self.notices]
        return "\n".join([*lines, self._verdict()])

    def _verdict(self) -> str:
        if not self.is_fine:
            return "Some rows would be set aside: correct feeds.yml or the files."
        if not self.files and not self.without_files:
            return NOTHING_TO_LOAD
        if self.without_files:
            return f"feeds.yml fits, but no file was found for {', '.join(self.without_files)}."
        return "feeds.yml fits."


def check_feeds(home: Path) -> CheckReport:
    """Map the first rows of every file. UsageError where feeds.yml itself is wrong, or its rates file lacks."""
    feeds = read_feeds(home)
    rates_file(home, feeds)
    registry = FileRegistry(home)
    files: list[CheckedFile] = []
    without_files: list[str] = []
    notices = _notices(feeds)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        _confine(connection, home, Path(folder))
        for connector in [FILES, *CONNECTORS]:
            for unit in units_of(feeds, connector):
                deliveries = deliveries_of(home, unit, registry)
                files += [_check(connection, delivery, Path(folder)) for delivery in deliveries]
                if not deliveries:
                    without_files.append(unit.name)
                    notices.append(
                        f"{unit.name}: its path {unit.pattern} matches no file: correct it in feeds.yml, "
                        "or put the files there."
                    )
    return CheckReport(files, without_files, notices)


def _notices(feeds: Feeds) -> list[str]:
    if not feeds.sources or "reporting_currency" in feeds.model_fields_set:
        return []
    currency = feeds.reporting_currency
    said = (
        f"feeds.yml names no reporting_currency: {currency} is taken, and an amount in another currency counts in "
        f"totals only where `rates` converts it; write `reporting_currency: {currency}`, or yours."
    )
    return [said]


def _confine(connection: duckdb.DuckDBPyConnection, home: Path, folder: Path) -> None:
    """Let the connection see home and `folder` only, as the loader's does."""
    seen = ", ".join(literal(str(path)) for path in (home.resolve(), home, folder.resolve(), folder))
    connection.execute(f"set temp_directory = {literal(str(folder / 'spill'))}")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute(f"set allowed_directories = [{seen}]")
    connection.execute("set enable_external_access = false")
    connection.execute(f"set disabled_optimizers = '{DISABLED_OPTIMIZERS}'")


def _check(connection: duckdb.DuckDBPyConnection, delivery: Delivery, folder: Path) -> CheckedFile:
    unit = delivery.unit
    try:
        if delivery.digest.problem:
            raise UnreadableFileError(delivery.digest.problem)
        if delivery.digest.is_blank:
            return CheckedFile(unit.source, unit.entry, delivery.carrier, 0, 0)
        return _check_rows(connection, delivery, folder)
    except UnreadableFileError as error:
        reason = str(error)
    except duckdb.Error as error:
        reason = f"The file cannot be mapped ({type(error).__name__})."
    return CheckedFile(unit.source, unit.entry, delivery.carrier, 0, 0, [(None, reason)])


def _check_rows(connection: duckdb.DuckDBPyConnection, delivery: Delivery, folder: Path) -> CheckedFile:
    rows = fitting = 0
    problems: list[tuple[int | None, str]] = []
    columns: tuple[str, ...] = ()
    for scan, target in _scans(connection, delivery, folder):
        identity = LoadIdentity(delivery.unit.source, "check", delivery.file, "timestamp '1970-01-01'", True)
        mapper = Mapper(connection, _first_rows(scan), target, identity, is_safe=True)
        mapped = mapper.write(folder, "check")
        rows += mapped.rows_read
        fitting += mapped.rows_stored + mapped.rows_filtered
        problems += mapper.problems(SHOWN_PROBLEMS)
        columns = scan.columns if delivery.unit.file_entry else ()
    problems += _unread(connection, delivery.unit)
    return CheckedFile(
        delivery.unit.source,
        delivery.unit.entry,
        delivery.carrier,
        rows,
        fitting,
        problems[:SHOWN_PROBLEMS],
        columns,
    )


def _scans(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, folder: Path
) -> list[tuple[Scan, Target]]:
    entry: FileEntry | None = delivery.unit.file_entry
    connection.execute(
        f"create or replace temp table {READ_REJECTS} (row_number bigint, reason varchar, payload varchar)"
    )
    if entry is not None:
        scan = scan_file(connection, delivery.path, entry, folder)
        return [(scan, file_target(entry, scan.columns))]
    connector = CONNECTORS[delivery.unit.connector]
    read_objects(connection, delivery.path, connector, delivery.file, folder)
    return [
        (
            scan_object(thing),
            Target(thing.raw_table, thing.name, thing.name, thing.expressions, has_parents=bool(thing.of)),
        )
        for thing in connector.objects
        if connection.execute(scan_object(thing).counter).fetchall()[0][0]
    ]


def _first_rows(scan: Scan) -> Scan:
    limited = f"select * from ({scan.relation}) order by row_number limit {FIRST_ROWS}"
    return replace(scan, relation=limited, counter=f"select count(*) from ({limited})")


def _unread(connection: duckdb.DuckDBPyConnection, unit: Unit) -> list[tuple[int | None, str]]:
    rows = connection.execute(
        f"select row_number, reason from {READ_REJECTS} order by row_number limit {SHOWN_PROBLEMS}"
    ).fetchall()
    return [(int(row), str(reason)) for row, reason in rows]
