"""Rows and files that were set aside: what there is, what stood in them, and the user's word on a held-back file.

Data flow: warehouse (ops.quarantined_rows, ops.load_warnings, ops.loads) -> lists of plain rows;
`accept` -> state/files.json, read by the next run.
"""

from pathlib import Path
from typing import Any

import duckdb

from ingestion.errors import UsageError
from ingestion.file_registry import FileRegistry
from ingestion.warehouse import open_warehouse


def rows_and_files(rows: int, files: int) -> str:
    """How much is set aside: rows, and files that could not be read as rows at all."""
    said = [f"{rows:,} row{'s' * (rows != 1)}"] if rows or not files else []
    said += [f"{files:,} whole file{'s' * (files != 1)}"] if files else []
    return " and ".join(said)


def set_aside(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Rows that are set aside, and whole files beside them, however many entries read one; none before a load."""
    try:
        ((rows, files),) = connection.execute(
            "select count(row_number), count(distinct if(row_number is null, file, null)) from ops.quarantined_rows"
        ).fetchall()
    except duckdb.CatalogException:
        return 0, 0
    return rows, files


def has_loaded(home: Path) -> bool:
    """Whether any run has loaded a file, so that something could be set aside."""
    return bool(_read(home, "select 1 from ops.loads limit 1", []))


def list_(home: Path) -> list[dict[str, Any]]:
    """What is set aside, by file and reason: file, source, entry, rows (0 for a whole file), is_held_back, reason."""
    return _read(
        home,
        """
        select file, source, entry, count(row_number) as rows, false as is_held_back, reason
        from ops.quarantined_rows
        group by file, source, entry, reason
        union all
        select file, source, entry, 0 as rows, true as is_held_back, message as reason
        from ops.load_warnings
        where kind = 'held_back'
        order by file, source, entry, reason
        """,
        [],
    )


def show(home: Path, file: str) -> list[dict[str, Any]]:
    """The rows of one file that are set aside, with reason and payload, which is personal data.

    UsageError where nothing of such a file is.
    """
    rows = _read(
        home,
        """
        select row_number, entry, reason, payload
        from ops.quarantined_rows
        where file = $1
        union all
        select null, entry, message, null
        from ops.load_warnings
        where kind = 'held_back' and file = $1
        order by 2, 1, 3
        """,
        [file],
    )
    if not rows:
        raise UsageError(f"Nothing of {file} is in quarantine: {_what_instead(home, file)}")
    return rows


def accept(home: Path, file: str) -> None:
    """Let the next run load a held-back file, in every entry that holds it back. UsageError where none does."""
    held = _read(
        home,
        """
        select distinct loads.source || '/' || loads.entry as unit, loads.content
        from ops.loads as loads
        inner join ops.load_files as files using (load_key)
        left join ops.load_warnings as warnings
            on warnings.kind = 'held_back' and warnings.file = files.file
            and warnings.source = loads.source and warnings.entry = loads.entry
        where files.file = $1 and (loads.status = 'held' or warnings.file is not null)
        """,
        [file],
    )
    if not held:
        raise UsageError(f"{file} is not held back: {_what_instead(home, file)}")
    registry = FileRegistry(home)
    for load in held:
        accepted = registry.unit(load["unit"]).accepted
        if load["content"] not in accepted:
            accepted.append(load["content"])
    registry.write()


def _what_instead(home: Path, file: str) -> str:
    """What to type: the one file set aside whose name this is in short, or from another folder; or else the list."""
    others = {row["file"] for row in list_(home)} - {file}
    meant = [other for other in others if other.endswith(f"/{file}") or file.endswith(f"/{other}")]
    return f"is {meant[0]} meant?" if len(meant) == 1 else "see `kith quarantine list`."


def _read(home: Path, query: str, parameters: list[str]) -> list[dict[str, Any]]:
    """Rows of the warehouse, which is not written; none before the first load."""
    if not (home / "warehouse.duckdb").exists():
        return []
    with open_warehouse(home, read_only=True) as connection:
        try:
            result = connection.execute(query, parameters)
        except duckdb.CatalogException:
            return []
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
