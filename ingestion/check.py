"""`kith check`: map what feeds.yml names, and say what would fail, without loading.

Data flow: feeds.yml -> vendors' files whole, many at a time as a run reads them; of every other file the first rows
-> CheckReport. The warehouse is neither read nor written. Values are never shown: rows and reasons are. Expressions
see no file outside home, as in a run.
"""

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from ingestion.batch_loading import BatchReader
from ingestion.feeds import Feeds, read_feeds
from ingestion.file_loading import DISABLED_OPTIMIZERS, scan_file
from ingestion.file_registry import FileRegistry
from ingestion.mapping import LoadIdentity, Mapper
from ingestion.odd_rows import day_to_come
from ingestion.quarantine import rows_and_files
from ingestion.reference import COST_TABLES, check_reference, stray_costs
from ingestion.scan import READ_REJECTS, Scan, UnreadableFileError, literal
from ingestion.sources import CONNECTORS, FILES
from ingestion.units import Delivery, deliveries_of, file_target, units_of

FIRST_ROWS = 1000
SHOWN_PROBLEMS = 5
NOTHING_TO_LOAD = (
    "feeds.yml names no source, so there is nothing to load: add one under `sources:`, as in docs/feeds.md."
)


@dataclass(frozen=True)
class CheckedFile:
    """One file of one entry: the rows looked at, how many fit, and the first that do not (row number, reason).

    A problem without a row number is the file's, which then counts as no row. `is_empty`: it has no row, which may be a
    mistake. `is_whole`: false where it may be longer than the rows that were looked at, of which alone it is judged.
    """

    source: str
    entry: str
    file: str
    rows: int
    fitting: int
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    is_empty: bool = False
    is_whole: bool = True

    @property
    def is_lost(self) -> bool:
        """Whether nothing of the file can be taken in, for a reason that is no row's."""
        return not self.fitting and any(row is None for row, _ in self.problems)

    def lines(self) -> list[str]:
        """How many rows fit, and a line a problem; the last says how many more there are."""
        where = f"{_entry(self)}: {self.file}"
        if self.is_lost:
            return [f"{where}: the file cannot be taken in", f"    {self.problems[0][1]}"]
        said = [
            f"    {'the file' if row is None else f'row {row:,}'}: {reason}" for row, reason in self.problems
        ]
        if (rest := self.rows - self.fitting - len(self.problems)) > 0:
            said.append(f"    and {rest:,} more")
        first = "" if self.is_whole else "the first "
        return [f"{where}: {self.fitting:,} of {first}{self.rows:,} rows fit", *said]


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
        """A line an entry whose files fit, then what may be a mistake, then the files that do not fit, then the sum."""
        lines = [line for _, found in groupby(self.files, _entry) for line in _fitting_lines(list(found))]
        lines += [f"amber: {notice}" for notice in self.notices]
        lines += [line for checked in self.files if checked.problems for line in checked.lines()]
        return "\n".join([*lines, self._verdict()])

    def _verdict(self) -> str:
        if not self.is_fine:
            faulty = [checked for checked in self.files if checked.problems]
            rows = sum(checked.rows - checked.fitting for checked in faulty)
            lost = sum(checked.is_lost for checked in faulty)
            at_least = "" if all(checked.is_whole for checked in faulty) else "at least "
            said = f"{at_least}{rows_and_files(rows, lost)} of " if rows else ""
            where = f"{len(faulty):,} of {_files(len(self.files))}"
            sentence = f"{said}{where} would be set aside: correct feeds.yml or the files."
            return sentence[0].upper() + sentence[1:]
        if not self.files and not self.without_files:
            return NOTHING_TO_LOAD
        if self.without_files:
            return f"feeds.yml fits, but no file was found for {', '.join(self.without_files)}."
        return "feeds.yml fits."


def _entry(checked: CheckedFile) -> str:
    return f"{checked.source}/{checked.entry}"


def _files(count: int) -> str:
    return f"{count:,} {'file' if count == 1 else 'files'}"


def _fitting_lines(files: list[CheckedFile]) -> list[str]:
    """What to say of the files of one entry that fit; nothing where there are none."""
    fitting = [checked for checked in files if not checked.problems and not checked.is_empty]
    if len(fitting) == 1:
        return fitting[0].lines()
    rows = sum(checked.rows for checked in fitting)
    first = (
        ""
        if all(checked.is_whole for checked in fitting)
        else f", of no file more than the first {FIRST_ROWS:,}"
    )
    return (
        [f"{_entry(fitting[0])}: {_files(len(fitting))}, {rows:,} of {rows:,} rows fit{first}"]
        if fitting
        else []
    )


def check_feeds(home: Path, progress: Callable[[str], None] = lambda step: None) -> CheckReport:
    """Map files without loading them. UsageError where feeds.yml, rates or costs are wrong."""
    feeds = read_feeds(home)
    check_reference(home, feeds)
    registry = FileRegistry(home)
    files: list[CheckedFile] = []
    without_files: list[str] = []
    notices = _notices(feeds)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        _confine(connection, home, Path(folder))
        for connector in [FILES, *CONNECTORS]:
            for unit in units_of(feeds, connector):
                deliveries = deliveries_of(home, unit, registry)
                if connector == FILES:
                    files += [_check(connection, delivery, Path(folder)) for delivery in deliveries]
                else:
                    files += _check_objects(connection, deliveries, Path(folder), progress)
                if not deliveries:
                    without_files.append(unit.name)
                    notices.append(unit.without_files)
    notices += [
        f"{checked.file} is empty: nothing is loaded from it and nothing removed; send it again if it should not be."
        for checked in files
        if checked.is_empty
    ]
    notices += [
        f"costs/{name} is no cost table and is not read: rename or remove it. There are {', '.join(COST_TABLES)}."
        for name in stray_costs(home)
    ]
    return CheckReport(files, without_files, notices)


def _notices(feeds: Feeds) -> list[str]:
    ahead = day_to_come(feeds.as_of, datetime.now(UTC).date()) if feeds.as_of else None
    return [said for said in (ahead, _currency_taken(feeds)) if said]


def _currency_taken(feeds: Feeds) -> str | None:
    if not feeds.sources or "reporting_currency" in feeds.model_fields_set:
        return None
    currency = feeds.reporting_currency
    return (
        f"feeds.yml names no reporting_currency: {currency} is taken, and an amount in another currency counts in "
        f"totals only where `rates` converts it; write `reporting_currency: {currency}`, or yours."
    )


def _confine(connection: duckdb.DuckDBPyConnection, home: Path, folder: Path) -> None:
    """Let the connection see home and `folder` only, as the loader's does."""
    seen = ", ".join(literal(str(path)) for path in (home.resolve(), home, folder.resolve(), folder))
    connection.execute(f"set temp_directory = {literal(str(folder / 'spill'))}")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute(f"set allowed_directories = [{seen}]")
    connection.execute("set enable_external_access = false")
    connection.execute(f"set disabled_optimizers = '{DISABLED_OPTIMIZERS}'")


def _check_objects(
    connection: duckdb.DuckDBPyConnection,
    deliveries: list[Delivery],
    folder: Path,
    progress: Callable[[str], None],
) -> list[CheckedFile]:
    """A vendor's files through the run's own reader: a file there is one object or many, so it has no first rows."""
    reader = BatchReader(connection, "timestamp '1970-01-01'", folder, progress)
    reader.read(deliveries)
    problems = _problems(connection, {path for found in reader.outcomes.values() for path in found.rejects})
    checked = []
    for delivery in deliveries:
        outcome = reader.outcomes[delivery.load_key]
        rows = 0 if outcome.problem else sum(count.rows_read for count in outcome.counts)
        refused = 0 if outcome.problem else sum(count.rows_quarantined for count in outcome.counts)
        found = [(None, outcome.problem)] if outcome.problem else problems.get(delivery.load_key, [])
        unit = delivery.unit
        checked.append(
            CheckedFile(
                unit.source,
                unit.entry,
                delivery.carrier,
                rows,
                rows - refused,
                list(found),
                is_empty=delivery.digest.is_blank,
            )
        )
    return checked


def _problems(
    connection: duckdb.DuckDBPyConnection, rejects: set[Path]
) -> dict[int, list[tuple[int | None, str]]]:
    """Row number and reason of the first rejects of each load, by load key."""
    if not rejects:
        return {}
    paths = ", ".join(literal(str(path)) for path in sorted(rejects))
    rows = connection.execute(
        f"select load_key, row_number, reason from read_parquet([{paths}]) "
        "qualify row_number() over (partition by load_key order by row_number nulls first, reason) "
        f"<= {SHOWN_PROBLEMS} order by load_key, row_number nulls first, reason"
    ).fetchall()
    found: dict[int, list[tuple[int | None, str]]] = {}
    for load_key, row, reason in rows:
        found.setdefault(load_key, []).append((row, reason))
    return found


def _check(connection: duckdb.DuckDBPyConnection, delivery: Delivery, folder: Path) -> CheckedFile:
    unit = delivery.unit
    try:
        if delivery.digest.problem:
            raise UnreadableFileError(delivery.digest.problem)
        if delivery.digest.is_blank:
            return CheckedFile(unit.source, unit.entry, delivery.carrier, 0, 0, is_empty=True)
        return _check_rows(connection, delivery, folder)
    except UnreadableFileError as error:
        reason = str(error)
    except duckdb.Error as error:
        reason = f"The file cannot be mapped ({type(error).__name__})."
    return CheckedFile(unit.source, unit.entry, delivery.carrier, 0, 0, [(None, reason)])


def _check_rows(connection: duckdb.DuckDBPyConnection, delivery: Delivery, folder: Path) -> CheckedFile:
    unit = delivery.unit
    entry = unit.file_entry
    assert entry is not None, "vendors' files have no mapping of their own"
    connection.execute(
        f"create or replace temp table {READ_REJECTS} (row_number bigint, reason varchar, payload varchar)"
    )
    scan = scan_file(connection, delivery.path, entry, folder)
    identity = LoadIdentity(unit.source, 0, delivery.file, "timestamp '1970-01-01'", True)
    target = file_target(entry, scan.columns)
    mapper = Mapper(connection, _first_rows(scan), target, identity, is_safe=True)
    mapped = mapper.write(folder, "check")
    unread, unread_count = _unread(connection)
    problems: list[tuple[int | None, str]] = [*mapper.problems(SHOWN_PROBLEMS), *unread]
    problems.sort(key=lambda problem: problem[0] or 0)
    rows = mapped.rows_read + unread_count
    return CheckedFile(
        unit.source,
        unit.entry,
        delivery.carrier,
        rows,
        mapped.rows_stored + mapped.rows_filtered,
        problems[:SHOWN_PROBLEMS],
        scan.columns,
        is_empty=rows == 0,
        is_whole=rows < FIRST_ROWS,
    )


def _first_rows(scan: Scan) -> Scan:
    limited = f"select * from ({scan.relation}) where row_number <= {FIRST_ROWS} order by row_number"
    return replace(scan, relation=limited, counter=f"select count(*) from ({limited})")


def _unread(connection: duckdb.DuckDBPyConnection) -> tuple[list[tuple[int | None, str]], int]:
    """The first rows that could not even be read, and how many stand among the rows that were looked at."""
    rows = connection.execute(
        f"select row_number, reason, count(*) over () from {READ_REJECTS} where row_number <= {FIRST_ROWS} "
        f"order by row_number limit {SHOWN_PROBLEMS}"
    ).fetchall()
    return [(int(row), str(reason)) for row, reason, _ in rows], rows[0][2] if rows else 0
