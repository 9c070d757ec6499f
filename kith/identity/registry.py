"""The registry of ids: what identity must remember because landing cannot give it back.

Data flow: state/identity/current names a numbered folder with Parquet files (registry, members, redirects, events).
`open_registry` lays them as temp tables old_<name>; `save_registry` writes the next folder and switches `current` over
with one rename, so that a crash leaves the former state whole. Nothing new, nothing written. The two folders before
the current one are kept. Events never change, so a run over a part links the files that are there and adds its own;
a run over all makes one file of them.

The files hold record ids, never names or addresses.
"""

import shutil
from pathlib import Path

import duckdb

from ingestion.errors import KithError
from ingestion.scan import literal
from kith.identity.connection import Connection, count_rows, value_of
from kith.identity.queries.run import run_query
from kith.identity.replacement import replace_file
from kith.identity.scope import EVERYTHING, Scope

STATE_TABLES: dict[str, str] = {
    "registry": (
        "customer_id text, minted_source text, minted_record_id text, generation bigint,"
        " founding_source text, founding_record_id text, founding_seen_at timestamp,"
        " minted_run_number bigint, state text"
    ),
    "members": "source text, record_id text, customer_id text",
    "redirects": "customer_id text, living_customer_id text, since timestamp, until timestamp",
    "events": (
        "event_id text, run_id text, happened_at timestamp, kind text, customer_id text,"
        " other_customer_id text, cause text, edge_kind text, source_a text, record_id_a text, source_b text,"
        " record_id_b text"
    ),
}
AMENDED: dict[str, str] = {
    "registry": "customer_id in (from touched_ids)",
    "members": "record_key(source, record_id) in (from chosen)",
    "redirects": "customer_id in (from touched_ids) or living_customer_id in (from touched_ids)",
    "events": "false",
}
"""SQL per table: what a run over a part may change; an event never changes."""
KEPT_FOLDERS = 3


def current_folder(state: Path) -> Path | None:
    """Folder of the registry in force, or None in a fresh home. state: the home's state folder."""
    pointer = state / "identity" / "current"
    if not pointer.is_file():
        return None
    return state / "identity" / pointer.read_text(encoding="utf-8").strip()


def open_registry(connection: Connection, state: Path, scope: Scope = EVERYTHING) -> int:
    """Create temp tables old_<name> and old_generations, which ids.sql reads; return this run's number.

    scope: of a part, only what concerns the ids of `chosen` records is laid; the rest stays as it is.
    """
    folder = current_folder(state)
    _lay_state(connection, state, folder)
    run_query(connection, "touched_ids")
    for table, of_part in AMENDED.items():
        condition = scope.rows(of_part)
        connection.execute(
            f"create or replace temp table old_{table} as from state_{table} where {condition}"
        )
        connection.execute(
            f"create or replace temp view untouched_{table} as from state_{table} where not ({condition})"
        )
    connection.execute(
        f"""
        create or replace temp table old_generations as
        select minted_source as source, minted_record_id as record_id, count(*) as generation
        from state_registry
        where {scope.rows("record_key(minted_source, minted_record_id) in (from chosen)")}
        group by minted_source, minted_record_id
        """
    )
    return 1 if folder is None else int(folder.name) + 1


def _lay_state(connection: Connection, state: Path, folder: Path | None) -> None:
    """Views state_<name> over the files in force; nothing in a fresh home."""
    for table, columns in STATE_TABLES.items():
        connection.execute(f"create or replace temp table no_{table} ({columns})")
        if folder is None:
            connection.execute(f"create or replace temp view state_{table} as from no_{table}")
            continue
        files = str(folder / f"{table}*.parquet")
        try:
            # a column that an older Kith did not write is null
            connection.execute(
                f"create or replace temp view state_{table} as"
                f" from no_{table} union all by name from read_parquet({literal(files)}, union_by_name = true)"
            )
        except duckdb.Error as error:
            raise KithError(
                f"{state / 'identity' / 'current'} names {folder.name}, and {files} is damaged or not there: restore "
                f"{state / 'identity'} from a backup: it holds the ids that readers know, which are nowhere else."
            ) from error


def save_registry(connection: Connection, state: Path, run_number: int, scope: Scope = EVERYTHING) -> bool:
    """Make temp tables registry, members, redirects, events the state in force; False if nothing changed."""
    if not any(_has_changed(connection, table) for table in STATE_TABLES):
        return False
    root = state / "identity"
    folder = root / f"{run_number:06d}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for table in STATE_TABLES:
        if scope.is_part and table == "events":
            _add_events(connection, current_folder(state), folder)
            continue
        rows = f"(from {table} union all by name from untouched_{table})"
        # to sort what stays costs more than all else that a run over a part writes
        order = "" if scope.is_part else "order by all"
        _write(connection, f"from {rows} {order}", folder / f"{table}.parquet")
    replace_file(root / "current", f"{folder.name}\n")
    for outdated in sorted(path for path in root.iterdir() if path.is_dir())[:-KEPT_FOLDERS]:
        shutil.rmtree(outdated)
    return True


def _add_events(connection: Connection, former: Path | None, folder: Path) -> None:
    """Put the files of the former state's events into the folder, and this run's events beside them."""
    for path in sorted(former.glob("events*.parquet")) if former else []:
        try:
            (folder / path.name).hardlink_to(path)
        except OSError:  # a file system without links
            shutil.copy2(path, folder / path.name)
    # a run over a part lays none of the former events, so these are its own
    if count_rows(connection, "events"):
        _write(connection, "from events order by all", folder / f"events_{folder.name}.parquet")


def _write(connection: Connection, query: str, path: Path) -> None:
    # ids and keys of records seldom come twice: to look for a dictionary costs a quarter of the writing, in vain
    connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet, dictionary_size_limit 1)")
    path.chmod(0o600)


def _has_changed(connection: Connection, table: str) -> bool:
    columns = ", ".join(part.split()[0] for part in STATE_TABLES[table].split(","))
    difference = f"""
        select count(*) from (
            (select {columns} from {table} except all select {columns} from old_{table})
            union all
            (select {columns} from old_{table} except all select {columns} from {table})
        )
    """
    return bool(value_of(connection, difference))
