"""`kith check`: map what feeds.yml names, and say what would fail, without loading.

Data flow: feeds.yml -> files, many at a time as a run reads them: vendors' whole, of every other the first rows
-> CheckReport. The warehouse is neither read nor written. Values are never shown: rows and reasons are. Expressions
see no file outside home, as in a run.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingestion.batch_loading import BatchReader
from ingestion.check_report import FIRST_ROWS, CheckedFile, CheckReport
from ingestion.feeds import Feeds, read_feeds
from ingestion.file_loading import SEE_CHECK, FileOutcome, mapping_connection
from ingestion.file_registry import FileRegistry
from ingestion.odd_rows import day_to_come
from ingestion.reference import COST_TABLES, check_reference, stray_costs
from ingestion.scan import literal
from ingestion.sources import CONNECTORS, FILES
from ingestion.units import Delivery, deliveries_of, units_of
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
    with (
        tempfile.TemporaryDirectory() as folder,
        mapping_connection(home, scratch := Path(folder)) as connection,
    ):
        for connector in [FILES, *CONNECTORS]:
            for unit in units_of(feeds, connector):
                deliveries = deliveries_of(home, unit, registry)
                files += _check(connection, deliveries, scratch, progress)
                if not deliveries:
                    without_files.append(unit.name)
                    notices.append(unit.without_files)
    empty = dict.fromkeys(name for checked in files if checked.is_empty for name in checked.names)
    notices += [
        f"{name} is empty: nothing is loaded from it and nothing removed; send it again if it should not be."
        for name in empty
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


def _check(
    connection: duckdb.DuckDBPyConnection,
    deliveries: list[Delivery],
    folder: Path,
    progress: Callable[[str], None],
) -> list[CheckedFile]:
    """The files of one unit through the run's own reader."""
    reader = BatchReader(connection, "timestamp '1970-01-01'", folder, progress, FIRST_ROWS)
    reader.read(deliveries)
    outcomes = [reader.outcomes[delivery.load_key] for delivery in deliveries]
    currencies = currencies_in(
        connection, (path for found in outcomes for count in found.counts for path, _ in count.stored)
    )
    problems = _problems(connection, {path for found in outcomes for path in found.rejects})
    return [
        _checked(outcome, problems.get(key, []), currencies.get(key, {}))
        for outcome in outcomes
        for key in [outcome.delivery.load_key]
    ]


def _checked(
    outcome: FileOutcome, problems: list[tuple[int | None, str]], currencies: dict[str, int]
) -> CheckedFile:
    """A vendor's file is looked at whole: it is one object or many, and has no first rows."""
    delivery, unit = outcome.delivery, outcome.delivery.unit
    copies = tuple(name for name in delivery.names if name != delivery.carrier)
    if outcome.problem:
        reason = outcome.problem.replace(SEE_CHECK, "")
        return CheckedFile(
            unit.source,
            unit.entry,
            delivery.carrier,
            rows=0,
            fitting=0,
            problems=[(None, reason)],
            columns=outcome.columns,
            copies=copies,
        )
    has_rows = unit.file_entry is not None
    rows = sum(count.rows_read for count in outcome.counts)
    refused = sum(count.rows_quarantined for count in outcome.counts)
    return CheckedFile(
        unit.source,
        unit.entry,
        delivery.carrier,
        rows,
        rows - refused,
        problems,
        outcome.columns,
        is_empty=not rows if has_rows else delivery.digest.is_blank,
        is_whole=rows < FIRST_ROWS or not has_rows,
        currencies=currencies,
        copies=copies,
    )


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
