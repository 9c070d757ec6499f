"""The guard: looks for e-mail addresses and phone numbers in what is about to be published.

Whatever the yml says of a column, a published text that looks like an address or a number is a red check.
Findings name table, column, pattern and count, never a value.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from kith.publishing.content_hash import quoted

# RE2 syntax. Phone numbers need a plus, a leading zero with separators, or the American form: bare digits are
# ids.
PATTERNS = {
    "e-mail": r"[A-Za-z0-9._%+-]+(@|%40)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "phone": (
        r"(^|[^0-9A-Za-z.+-])(\+[1-9][0-9]{0,2}[ ./()-]{0,2}[0-9]([ ./()-]{0,2}[0-9]){7,12}"
        r"|\(?0[1-9][0-9]{1,4}\)?[ /-][0-9]{3,4}([ -]?[0-9]{2,4}){1,2}"
        r"|\(?[2-9][0-9]{2}\)?[ .-][0-9]{3}[.-][0-9]{4})($|[^0-9A-Za-z-])"
    ),
}


@dataclass(frozen=True)
class Finding:
    """So many values of a published column match a pattern of personal data."""

    table: str
    column: str
    pattern: str
    count: int

    def __str__(self) -> str:
        return f"{self.count} values of marts.{self.table}.{self.column} match the pattern of {self.pattern}"


def find_personal_patterns(connection: duckdb.DuckDBPyConnection, schema: str = "marts") -> list[Finding]:
    """Every text column of `schema` of the connection's database that holds an e-mail address or a phone
    number.

    Reads only; returns an empty list where all is well.
    """
    columns = connection.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_catalog = current_database() and table_schema = ?"
        " and (data_type like 'VARCHAR%' or data_type in ('JSON', 'BLOB') or data_type like '%(%')"
        " and data_type not like 'DECIMAL%' order by table_name, ordinal_position",
        [schema],
    ).fetchall()
    by_table: dict[str, list[str]] = {}
    for table, column in columns:
        by_table.setdefault(table, []).append(column)
    return [
        finding
        for table, names in by_table.items()
        for finding in _findings_of(connection, schema, table, names)
    ]


def _findings_of(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, columns: list[str]
) -> list[Finding]:
    """One pass over the table counts the matches of all columns and patterns."""
    pairs = [(column, pattern) for column in columns for pattern in PATTERNS]
    counts = ", ".join(
        f"count(*) filter (where regexp_matches({quoted(column)}::varchar, '{PATTERNS[pattern]}'))"
        for column, pattern in pairs
    )
    found = connection.execute(f"select {counts} from {quoted(schema)}.{quoted(table)}").fetchall()[0]
    return [
        Finding(table, column, pattern, count)
        for (column, pattern), count in zip(pairs, found, strict=True)
        if count
    ]
