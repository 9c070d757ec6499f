"""`kith check`: map what feeds.yml names, and say what would fail, without loading.

Data flow: feeds.yml -> vendors' files whole, many at a time as a run reads them; of every other file the first rows
-> CheckReport. The warehouse is neither read nor written. Values are never shown: rows and reasons are. Expressions
see no file outside home, as in a run.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import duckdb

from ingestion.batch_loading import BatchReader
from ingestion.check_report import FIRST_ROWS, CheckedFile, CheckReport
from ingestion.feeds import Feeds, read_feeds
from ingestion.file_loading import DISABLED_OPTIMIZERS, scan_file
from ingestion.file_registry import FileRegistry
from ingestion.mapping import LoadIdentity, Mapper
from ingestion.odd_rows import day_to_come
from ingestion.reference import COST_TABLES, check_reference, stray_costs
from ingestion.scan import READ_REJECTS, Scan, UnreadableFileError, literal
from ingestion.sources import CONNECTORS, FILES
from ingestion.units import Delivery, deliveries_of, file_target, units_of
from ingestion.unrated import currencies_in, unrated

SHOWN_PROBLEMS = 5


def check_feeds(home: Path, progress: Callable[[str], None] = lambda step: None) -> CheckReport:
    """Map files without loading them. UsageError where feeds.yml, rates or costs are wrong."""
    feeds = read_feeds(home)
    of_reference = check_reference(home, feeds)
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
    notices += unrated(feeds, files, of_reference)
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
    currencies = currencies_in(
        connection,
        (path for found in reader.outcomes.values() for count in found.counts for path, _ in count.stored),
    )
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
                currencies=currencies.get(delivery.load_key, ()),
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
    stored = [mapped.stored] if mapped.rows_stored else []
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
        currencies=tuple(chain(*currencies_in(connection, stored).values())),
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
