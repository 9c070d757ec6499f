"""Whether the expressions of a mapping can be applied to a file's rows, one row at a time; used by run and check alike.

Data flow: expressions + the scan they see -> SQL type of each, or an UnreadableFileError in plain words. Nothing is
evaluated. Every expression is bound inside TRY, which refuses what looks beyond its row: subqueries, windows,
aggregates, and what gives another value in each row; `constancy` finds what gives another one in the next run.
"""

import re
from collections.abc import Mapping

import duckdb

from ingestion.constancy import changing_parts
from ingestion.near_names import near_names
from ingestion.scan import UnreadableFileError

_ABSENT = re.compile(r'Referenced (?:column|table) "(.+?)" not found')
_NAME = re.compile(r"\w[^'\"|:*+=<>,;()]*(?:\s\([^'\"|:*+=<>,;()]*\))?")
"""What a column may be called, and what does not read as an expression: "Sold at", "E-mail", "Amount (GBP)"."""
_SPACED_OPERATOR = re.compile(r"\s[-/%]\s")
_MOST_SHOWN = 60  # characters of an expression
_NEARLY = (
    0.8  # of two names' letters: what is less alike may be the first row's value, in a file without a header
)
_MOST_NAMED = 12  # columns of a file
_TRUTH = "BOOLEAN"
_SEVERAL = "more than one value"
_BEYOND = re.compile(r"GROUP BY|Table with name")
_UNKNOWN = re.compile(r"(?:Function|Type) with name (\S+) does not exist")


def bind(
    connection: duckdb.DuckDBPyConnection,
    scan: str,
    expressions: Mapping[str, str],
    where: str | None,
    columns: tuple[str, ...],
    has_header: bool = True,
) -> dict[str, str]:
    """SQL type of each expression over `scan`, a SELECT. UnreadableFileError names the first that cannot be taken.

    `columns` are those of the file: the reason says how many there are, and names them only where the mapping shows
    that they are names. `has_header`: they stand in a first line, and are a row's values where that is missing.
    """
    named = {**expressions, "where": where} if where else dict(expressions)
    selected = ", ".join(f"{_guarded(sql)} as mapped_{place}" for place, sql in enumerate(named.values()))
    condition = f" where {_guarded(where)}" if where else ""
    try:
        rows = connection.execute(f"describe select {selected} from ({scan}){condition}").fetchall()
    except duckdb.Error:
        rows = []
    if len(rows) != len(named):
        are_names = _are_names(expressions, columns)
        reason = _reason(connection, scan, named, columns, are_names, has_header)
        raise UnreadableFileError(reason, columns if are_names else ())
    _refuse_changing(connection, scan, named)
    types = {name: str(row[1]) for name, row in zip(named, rows, strict=True)}
    if types.get("where", _TRUTH) != _TRUTH:
        raise UnreadableFileError(
            "The mapping of where is no condition, which is true or false in each row: write a comparison in "
            "feeds.yml, such as `Status <> 'void'` or `Code is not null`."
        )
    return types


def _are_names(expressions: Mapping[str, str], columns: tuple[str, ...]) -> bool:
    """Whether a file's columns are names, not a row's values: half of those that the mapping names are among them."""
    known = {column.lower() for column in columns}
    plain = [expression.strip().strip('"') for expression in expressions.values()]
    named = {name.lower() for name in plain if _NAME.fullmatch(name) and not name[0].isdigit()}
    return bool(named & known) and 2 * len(named & known) >= len(named)


def _refuse_changing(
    connection: duckdb.DuckDBPyConnection, scan: str, expressions: Mapping[str, str]
) -> None:
    """UnreadableFileError where an expression that binds depends on the clock, the session or the machine."""
    if not (changing := changing_parts(connection, expressions.values())):
        return
    changing -= {column.lower() for column in _columns(connection, scan)}
    for name, expression in expressions.items():
        if changing & changing_parts(connection, [expression]):
            raise UnreadableFileError(_looks_beyond(name))


def _looks_beyond(name: str) -> str:
    return (
        f"The mapping of {name} looks beyond its own row: expressions may not read files or other rows, "
        "nor give another value each time, so write it in feeds.yml over the file's columns, without "
        "subqueries (`select`), sums, windows (`over`), chance or the clock (`now()`, `current_date`)."
    )


def _guarded(expression: str) -> str:
    return f"try(({expression}\n))"


def _reason(
    connection: duckdb.DuckDBPyConnection,
    scan: str,
    expressions: Mapping[str, str],
    columns: tuple[str, ...],
    are_names: bool,
    has_header: bool,
) -> str:
    for name, expression in expressions.items():
        if _error(connection, scan, _guarded(expression)) is None:
            continue
        error = _error(connection, scan, f"({expression}\n)")
        if error is None or isinstance(error, duckdb.PermissionException) or _BEYOND.search(str(error)):
            return _looks_beyond(name)
        seen = _columns(connection, scan)
        if absent := _absent_column(expression, error, seen):
            wanted = f"The file has no column {absent!r}, which {_use_of(name)}"
            if nearly := _nearly(absent, seen):
                return f"{wanted}, but it has {nearly!r}: write it so in feeds.yml."
            there = _what_there_is(columns, are_names, has_header)
            return f"{wanted}. {there} {_remedy(name, expression, absent)}"
        return f"The mapping of {name} {_fault(expression, error)}: correct it in feeds.yml."
    return "The mapping cannot be applied to the file: correct it in feeds.yml."


def _columns(connection: duckdb.DuckDBPyConnection, scan: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(f"describe {scan}").fetchall()]


def _absent_column(expression: str, error: duckdb.Error, columns: list[str]) -> str | None:
    """The column that the file lacks: the whole mapping where that reads as a name, else what DuckDB misses."""
    absent = _ABSENT.search(str(error))
    could_be_name = absent or isinstance(error, duckdb.ParserException) or _UNKNOWN.search(str(error))
    known = {column.lower() for column in columns}
    is_name = _NAME.fullmatch(expression.strip()) and not _SPACED_OPERATOR.search(expression)
    if could_be_name and is_name and known.isdisjoint(re.findall(r"\w+", expression.lower())):
        return expression.strip()
    return absent[1] if absent else None


def _use_of(name: str) -> str:
    return "`where` asks for" if name == "where" else f"{name} is mapped to"


def _nearly(absent: str, columns: list[str]) -> str | None:
    """A column of nearly that name may be said: it is what feeds.yml says already, so it is nobody's value."""
    same = [column for column in columns if _bare(column) == _bare(absent)]
    swapped = [column for column in columns if _is_swapped(column.lower(), absent.lower())]
    return next(iter(same or near_names(absent, columns, _NEARLY) or swapped), None)


def _is_swapped(one: str, other: str) -> bool:
    """Whether two letters that stand side by side make the difference, as in a short name typed in haste."""
    places = [place for place, letters in enumerate(zip(one, other, strict=False)) if len(set(letters)) > 1]
    return (
        len(one) == len(other)
        and len(places) == 2
        and sorted(one) == sorted(other)
        and places[1] == places[0] + 1
    )


def _what_there_is(columns: tuple[str, ...], are_names: bool, has_header: bool) -> str:
    if are_names:
        more = len(columns) - _MOST_NAMED
        named = ", ".join(map(repr, columns[:_MOST_NAMED])) + (f" and {more:,} more" if more > 0 else "")
        return f"It has {named}."
    count = f"It has {len(columns)} column{'' if len(columns) == 1 else 's'}"
    return f"{count}{'; is its first line the header?' if has_header else '.'}"


def _remedy(name: str, expression: str, absent: str) -> str:
    """What to do, with the line to type where a text was meant: YAML itself takes away one pair of quotes."""
    meant = "a text stands in single quotes within the double ones"
    if name != "where" and absent == expression.strip().strip('"'):
        meant = f"""if {absent!r} is no column but a text, type `{name}: "'{absent}'"`, with both pairs of quotes"""
    return f"Correct the mapping in feeds.yml ({meant}), or send the file with all its columns."


def _bare(column: str) -> str:
    return re.sub(r"[\W_]", "", column.lower())


def _fault(expression: str, error: duckdb.Error) -> str:
    if isinstance(error, duckdb.ParserException):
        shown = " ".join(expression.split())
        shown = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"
        return f"is no SQL expression, `{shown}`"
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
