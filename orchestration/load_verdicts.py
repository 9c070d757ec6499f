"""Whether the load may be trusted, read from the tables that the loader leaves behind.

Data flow: ops.load_reconciliation, ops.load_warnings, ops.quarantined_rows -> `CheckOutcome`s.
"""

from typing import Final

import duckdb

from orchestration.checks import CheckOutcome

RECONCILIATION: Final = "ops/load_reconciliation"
WARNINGS: Final = "ops/load_warnings"
QUARANTINE: Final = "ops/quarantined_rows"
_SHOWN_MESSAGES: Final = 3
_SHOWN_REFUSALS: Final = 10


def judge_load(connection: duckdb.DuckDBPyConnection) -> list[CheckOutcome]:
    """The verdicts on the load as a whole; file names and counts only."""
    return [
        _reconciled(connection),
        _warned(connection, "no_file_is_held_back", "red"),
        _warned(connection, "deliveries_are_as_usual", "amber"),
        _quarantined(connection),
    ]


def _reconciled(connection: duckdb.DuckDBPyConnection) -> CheckOutcome:
    files = connection.execute(
        """
        select file, rows_read, rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined
        from ops.load_reconciliation
        where rows_read <> rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined
        order by file
        """
    ).fetchall()
    observed = [
        f"{file}: {read:,} rows read, {found:,} accounted for; run `kith run --full-refresh`, which loads it anew"
        for file, read, found in files
    ]
    return CheckOutcome(
        "rows_read_are_accounted_for",
        RECONCILIATION,
        not files,
        "red",
        _some(observed) or "every row of every file",
    )


def _warned(connection: duckdb.DuckDBPyConnection, name: str, severity: str) -> CheckOutcome:
    messages = [
        message
        for _, message in connection.execute(
            "select distinct file, message from ops.load_warnings where severity = $1 order by file, message",
            [severity],
        ).fetchall()
    ]
    return CheckOutcome(
        name,
        WARNINGS,
        not messages,
        "red" if severity == "red" else "amber",
        # What was refused has a line a file: whoever has to send them again reads it as a list.
        (_some(messages, "\n", _SHOWN_REFUSALS) if severity == "red" else _some(messages, " ")) or "nothing",
    )


def _quarantined(connection: duckdb.DuckDBPyConnection) -> CheckOutcome:
    files = connection.execute(
        "select file, count(*) from ops.quarantined_rows group by file order by count(*) desc, file"
    ).fetchall()
    named = _some([f"{count:,} of {file}" for file, count in files], ", ")
    rows = sum(count for _, count in files)
    observed = (
        f"{rows:,} {'row' if rows == 1 else 'rows'} could not be taken in: {named}. `kith quarantine show FILE` says "
        "why; correct them and send the file again."
    )
    return CheckOutcome(
        "no_row_is_quarantined", QUARANTINE, not files, "amber", observed if files else "nothing"
    )


def _some(sentences: list[str], separator: str = "; ", most: int = _SHOWN_MESSAGES) -> str:
    shown = separator.join(sentences[:most])
    more = len(sentences) - most
    return f"{shown}{separator}and {more:,} more" if more > 0 else shown
