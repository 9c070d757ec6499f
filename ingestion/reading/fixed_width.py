"""Columns padded with spaces: lines of text to cells, cut where the names of the header begin.

Data flow: rows of whole lines + header -> the same rows with a cell a column; lines that do not fit go to READ_REJECTS.
Some systems write a header whose names do not stand over their columns, or none: their lines are split at blanks, so
that no cell of theirs may be empty or hold a blank.
"""

import re

import duckdb

from ingestion.scan import READ_REJECTS, identifier

LINES_TRIED = 1000
"""So many lines from the start of a file tell whether its header stands over its columns."""


def cut_columns(
    connection: duckdb.DuckDBPyConnection, rows: str, columns: tuple[str, ...], header: str
) -> None:
    """Give the temporary table `rows` (row_number, line) the `columns` in place of `line`; `header` may be empty."""
    connection.execute(f"delete from {rows} where line is null or trim(line) = ''")
    starts = [name.start() for name in re.finditer(r"\S+", header)]
    if len(starts) == len(columns) and _stands_over_columns(connection, rows, starts):
        _cut_at_starts(connection, rows, columns, starts)
    else:
        _split_at_blanks(connection, rows, columns)


def _reaches_over(starts: list[int]) -> str:
    """Condition on a line: a value of it reaches over the start of the next column."""
    before = [f"trim(substr(line, {start}, 1)) <> ''" for start in starts[1:]]
    return " or ".join(before) or "false"


def _stands_over_columns(connection: duckdb.DuckDBPyConnection, rows: str, starts: list[int]) -> bool:
    query = (
        f"select avg(if({_reaches_over(starts)}, 1, 0)) < .5 from {rows} where row_number <= {LINES_TRIED}"
    )
    return bool(connection.execute(query).fetchall()[0][0])


def _cut_at_starts(
    connection: duckdb.DuckDBPyConnection, rows: str, columns: tuple[str, ...], starts: list[int]
) -> None:
    connection.execute(
        f"insert into {READ_REJECTS} select row_number, 'A value of the row reaches over the start of the next "
        f"column, as the header has it.', line from {rows} where {_reaches_over(starts)}"
    )
    # What stands left of the first name is of the first column; the last one ends with the line.
    bounds = zip([0, *starts[1:]], [*starts[1:], None], strict=True)
    cells = [
        f"nullif(trim(substr(line, {start + 1}{'' if end is None else f', {end - start}'})), '')"
        for start, end in bounds
    ]
    _keep(connection, rows, columns, cells, f"not ({_reaches_over(starts)})")


def _split_at_blanks(connection: duckdb.DuckDBPyConnection, rows: str, columns: tuple[str, ...]) -> None:
    width = len(columns)
    connection.execute(
        f"create or replace temp table {rows} as "
        f"select row_number, line, string_split_regex(trim(line), '\\s+') as cells from {rows}"
    )
    connection.execute(
        f"insert into {READ_REJECTS} select row_number, case when len(cells) < {width} then "
        f"'The row has fewer cells than the {width} columns of the header.' else "
        f"'The row has more cells than the {width} columns of the header.' end, line "
        f"from {rows} where len(cells) <> {width}"
    )
    cells = [f"nullif(cells[{place}], '')" for place in range(1, width + 1)]
    _keep(connection, rows, columns, cells, f"len(cells) = {width}")


def _keep(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    columns: tuple[str, ...],
    cells: list[str],
    condition: str,
) -> None:
    named = ", ".join(f"{cell} as {identifier(column)}" for cell, column in zip(cells, columns, strict=True))
    connection.execute(
        f"create or replace temp table {rows} as select row_number, {named} from {rows} where {condition}"
    )
