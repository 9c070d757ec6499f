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
    observed = [f"{file}: {read} rows read, {found} accounted for" for file, read, found in files]
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
        for (message,) in connection.execute(
            "select message from ops.load_warnings where severity = $1 order by file, message", [severity]
        ).fetchall()
    ]
    return CheckOutcome(
        name, WARNINGS, not messages, "red" if severity == "red" else "amber", _some(messages) or "nothing"
    )


def _quarantined(connection: duckdb.DuckDBPyConnection) -> CheckOutcome:
    [(rows, files)] = connection.execute(
        "select count(*), count(distinct file) from ops.quarantined_rows"
    ).fetchall()
    observed = f"{rows:,} rows of {files:,} files" if rows else "nothing"
    return CheckOutcome("no_row_is_quarantined", QUARANTINE, rows == 0, "amber", observed)


def _some(sentences: list[str]) -> str:
    shown = "; ".join(sentences[:_SHOWN_MESSAGES])
    more = len(sentences) - _SHOWN_MESSAGES
    return f"{shown}; and {more:,} more" if more > 0 else shown
