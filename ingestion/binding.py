"""Whether the expressions of a mapping can be applied to a file's rows, one row at a time; used by run and check alike.

Data flow: expressions + the scan they see -> SQL type of each, or an UnreadableFileError in plain words. Nothing is
evaluated. Every expression is bound inside TRY, which refuses what looks beyond its row: subqueries, windows,
aggregates, and what gives another value each time.
"""

import re
from collections.abc import Mapping

import duckdb

from ingestion.scan import UnreadableFileError

_ABSENT = re.compile(r'Referenced (?:column|table) "(.+?)" not found')
_SEVERAL = "more than one value"
_UNKNOWN = re.compile(r"(?:Function|Type) with name (\S+) does not exist")


def bind(
    connection: duckdb.DuckDBPyConnection,
    scan: str,
    expressions: Mapping[str, str],
    where: str | None,
    column_count: int,
) -> dict[str, str]:
    """SQL type of each expression over `scan`, a SELECT. UnreadableFileError names the first that cannot be taken.

    `column_count` is how many columns the file has: the reason says it, and never their names, which may be values.
    """
    named = {**expressions, "where": where} if where else dict(expressions)
    selected = ", ".join(f"{_guarded(sql)} as mapped_{place}" for place, sql in enumerate(named.values()))
    condition = f" where {_guarded(where)}" if where else ""
    try:
        rows = connection.execute(f"describe select {selected} from ({scan}){condition}").fetchall()
    except duckdb.Error:
        rows = []
    if len(rows) != len(named):
        raise UnreadableFileError(_reason(connection, scan, named, column_count))
    return {name: str(row[1]) for name, row in zip(named, rows, strict=True)}


def _guarded(expression: str) -> str:
    return f"try(({expression}\n))"


def _reason(
    connection: duckdb.DuckDBPyConnection, scan: str, expressions: Mapping[str, str], column_count: int
) -> str:
    for name, expression in expressions.items():
        if _error(connection, scan, _guarded(expression)) is None:
            continue
        error = _error(connection, scan, f"({expression}\n)")
        if error is None or isinstance(error, duckdb.PermissionException) or "GROUP BY" in str(error):
            return (
                f"The mapping of {name} looks beyond its own row: expressions may not read files or other rows, "
                "nor give another value each time, so write it in feeds.yml over the file's columns, without "
                "subqueries (`select`), sums, windows (`over`) or chance."
            )
        if absent := _ABSENT.search(str(error)):
            return (
                f"The mapping of {name} does not fit the file: it has no column {absent[1]}. It has {column_count} "
                "columns; is its first line the header? Correct the mapping in feeds.yml (a text stands in single "
                "quotes), or send the file with all its columns."
            )
        return f"The mapping of {name} {_fault(error)}: correct it in feeds.yml."
    return "The mapping cannot be applied to the file: correct it in feeds.yml."


def _fault(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.ParserException):
        return "is no SQL expression"
    if str(error) == _SEVERAL:
        return "gives more than one value"
    if unknown := _UNKNOWN.search(str(error)):
        return f"uses {unknown[1]}, which DuckDB does not know"
    return "does not fit the values it is given, which are text in CSV and JSON files until they are cast"


def _error(connection: duckdb.DuckDBPyConnection, scan: str, expression: str) -> duckdb.Error | None:
    """What DuckDB says against an expression beside a column of the file; None where it gives one value a row."""
    try:
        rows = connection.execute(f"describe select row_number, {expression} from ({scan})").fetchall()
    except duckdb.Error as error:
        return error
    return None if len(rows) == 2 else duckdb.BinderException(_SEVERAL)
