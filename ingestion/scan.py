"""What a reader makes of one file: its rows as SQL, and the columns that stand in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

READ_REJECTS = "read_rejects"
"""Temporary table of the rows that a reader could not even read: row_number, reason, payload."""

BATCH_FILES = "batch_files"
"""Temporary table of the files of a batch: batch_path as DuckDB names it, batch_file as rows do, batch_key its load."""


class UnreadableFileError(Exception):
    """A file that as a whole cannot be read or mapped; the text is the reason shown in quarantine.

    `columns` are those of the file, where they are known to be names and no values.
    """

    def __init__(self, reason: str, columns: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.columns = columns


@dataclass(frozen=True)
class Scan:
    """The rows of one file: `relation` is a SELECT of row_number and the file's columns, named in `columns`.

    `counter` is a SELECT of one number, the rows that `relation` gives, cheaper than reading them.
    `payload` is the SQL expression that shows a whole row in quarantine. Where single rows can be had cheaply,
    `numbers` are those of all rows, and `pick` writes rows of given numbers into a folder and returns their `relation`.
    `json_paths`, where `payload` is a JSON object, is the path in it of each column: nested values reach those as text.
    `has_header`: whether the columns are named in the first line, which then may be missing.
    """

    relation: str
    columns: tuple[str, ...]
    counter: str
    payload: str
    numbers: range | None = None
    pick: Callable[[list[int], Path], str] | None = None
    json_paths: Mapping[str, str] = field(default_factory=dict)
    has_header: bool = True

    def first(self, rows: int) -> "Scan":
        """The first rows of each file alone."""
        relation = f"select * from ({self.relation}) where row_number <= {rows}"
        return replace(self, relation=relation, counter=f"select count(*) from ({relation})")


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def row_as_json(columns: tuple[str, ...]) -> str:
    """SQL for a file's row as one JSON object, cell by cell."""
    cells = ", ".join(f"{literal(column)}, {identifier(column)}" for column in columns)
    return f"cast(json_object({cells}) as varchar)"


def refuse_twins(columns: tuple[str, ...]) -> None:
    """Raise UnreadableFileError where two columns have one name, or names that differ only in case."""
    seen: dict[str, str] = {}
    for column in columns:
        twin = seen.get(column.lower())
        if twin == column:
            raise UnreadableFileError(f"Two columns are called {column!r}: rename one of them.")
        if twin is not None:
            raise UnreadableFileError(
                f"The columns {twin!r} and {column!r} have the same name but for case: rename one of them."
            )
        seen[column.lower()] = column
