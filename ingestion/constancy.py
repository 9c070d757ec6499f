"""Whether an expression gives a row the same value whenever and wherever it is asked: raw is a function of landing.

Data flow: expression -> DuckDB's own parse of it -> the functions and words in it that look at the clock, the session
or the machine. Bound inside TRY, DuckDB refuses what differs from row to row, such as random(); this is about what
is one value for a whole query, and another tomorrow.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import duckdb

_SESSION_WORDS = re.compile(r"(current|get_current)_\w+|local(time|timestamp)|(session_)?user|version")
"""What is called without an argument, with or without parentheses. DuckDB takes its version() for a constant."""
_CALLED_AGE = ("age", 1)
"""age(day) is the time until today; age(day, day) is none of today's business. DuckDB calls both constant."""


def changing_parts(connection: duckdb.DuckDBPyConnection, expressions: Iterable[str]) -> frozenset[str]:
    """What in expressions that bind gives another value in another query: functions as `now(`, words as `current_date`.

    Lower case. A word is a column instead where the file has one of that name.
    """
    parts = set()
    for node in _nodes(connection, expressions):
        if node.get("class") == "FUNCTION":
            function = str(node["function_name"]).lower()
            if _is_changing(function, len(node["arguments"])):
                parts.add(f"{function}(")
        elif node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 1:
            word = str(node["column_names"][0]).lower()
            if _SESSION_WORDS.fullmatch(word):
                parts.add(word)
    return frozenset(parts)


def _is_changing(function: str, argument_count: int) -> bool:
    if (function, argument_count) == _CALLED_AGE or _SESSION_WORDS.fullmatch(function):
        return True
    return function in _changing_functions()


@cache
def _changing_functions() -> frozenset[str]:
    """DuckDB's functions that are not the same in all queries, and its macros over those."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select lower(function_name), stability, macro_definition from duckdb_functions() "
            "where function_type in ('scalar', 'macro')"
        ).fetchall()
    changing = {name for name, stability, _ in rows if stability not in (None, "CONSISTENT")}
    # Macros that raise an error() in some case are no less constant for it.
    looked_for = "|".join(sorted(re.escape(name) for name in changing - {"error"}))
    inside = re.compile(rf'(?<![\w"])("?)({looked_for}|{_SESSION_WORDS.pattern})\1(?![\w"])')
    return frozenset(changing | {name for name, _, definition in rows if inside.search(definition or "")})


def _nodes(connection: duckdb.DuckDBPyConnection, expressions: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Every node of the parsed expressions."""
    query = "select " + ", ".join(f"({expression}\n)" for expression in expressions)
    [(text,)] = connection.execute("select json_serialize_sql($1)", [query]).fetchall()
    waiting: list[Any] = [json.loads(text)]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
