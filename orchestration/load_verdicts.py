"""Whether the load may be trusted, read from the tables that the loader leaves behind.

Data flow: ops.load_reconciliation, ops.load_warnings, ops.quarantined_rows -> `CheckOutcome`s.
"""

from typing import Final

import duckdb

from ingestion.quarantine import rows_and_files, set_aside
from orchestration import vanished
from orchestration.checks import CheckOutcome, Severity

# Name of the check: the asset that it guards, its colour, and what it asserts.
LOAD_CHECKS: Final[dict[str, tuple[str, Severity, str]]] = {
    "rows_read_are_accounted_for": (
        "ops/load_reconciliation",
        "red",
        "Per file: read = loaded + repeated + superseded + filtered + quarantined.",
    ),
    vanished.CHECK: (
        vanished.ASSET,
        "red",
        "No feed that readers have rows of has left landing altogether.",
    ),
    "no_file_is_refused": (
        "ops/load_warnings",
        "red",
        "No file is held back for having lost half its rows, none is in quarantine as a whole.",
    ),
    "deliveries_are_as_usual": ("ops/load_warnings", "amber", "No new columns, empty files or other drift."),
    "no_row_is_quarantined": (
        "ops/quarantined_rows",
        "amber",
        "Every row could be read, cast and identified.",
    ),
}
_SHOWN_MESSAGES: Final = 3
_SHOWN_REFUSALS: Final = 10


def judge_load(connection: duckdb.DuckDBPyConnection) -> list[CheckOutcome]:
    """The verdicts on the load as a whole; file names and counts only."""
    refused, odd = _warnings(connection, "red"), _warnings(connection, "amber")
    return [
        _outcome("rows_read_are_accounted_for", _unreconciled(connection), "every row of every file"),
        # What was refused has a line a file: whoever has to send them again reads it as a list.
        _outcome("no_file_is_refused", _some(refused, "\n", _SHOWN_REFUSALS), "nothing"),
        _outcome("deliveries_are_as_usual", _some(odd, " "), "nothing"),
        _outcome("no_row_is_quarantined", _quarantined(connection), "nothing"),
    ]


def _outcome(name: str, fault: str, otherwise: str) -> CheckOutcome:
    asset, severity, _ = LOAD_CHECKS[name]
    return CheckOutcome(name, asset, not fault, severity, fault or otherwise)


def _unreconciled(connection: duckdb.DuckDBPyConnection) -> str:
    files = connection.execute(
        """
        with counted as (
            select
                file,
                rows_read,
                rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined as rows_found
            from ops.load_reconciliation
        )

        select file, rows_read, rows_found from counted where rows_read <> rows_found order by file
        """
    ).fetchall()
    return _some(
        [
            f"{file}: {read:,} rows read, {found:,} accounted for; run `kith run --full-refresh`, which loads it anew"
            for file, read, found in files
        ]
    )


def _warnings(connection: duckdb.DuckDBPyConnection, severity: Severity) -> list[str]:
    rows = connection.execute(
        "select distinct file, message from ops.load_warnings where severity = $1 order by file, message",
        [severity],
    ).fetchall()
    return [message for _, message in rows]


def _quarantined(connection: duckdb.DuckDBPyConnection) -> str:
    files = connection.execute(
        "select file, count(row_number) from ops.quarantined_rows group by file order by count(*) desc, file"
    ).fetchall()
    if not files:
        return ""
    named = _some([f"{f'{count:,}' if count else 'all'} of {file}" for file, count in files], ", ")
    return (
        f"{rows_and_files(*set_aside(connection))} could not be taken in: {named}. `kith quarantine show FILE` says "
        "why; correct them and send the file again."
    )


def _some(sentences: list[str], separator: str = "; ", most: int = _SHOWN_MESSAGES) -> str:
    shown = separator.join(sentences[:most])
    more = len(sentences) - most
    return f"{shown}{separator}and {more:,} more" if more > 0 else shown
