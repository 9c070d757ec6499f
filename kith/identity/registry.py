"""The registry of ids: what identity must remember because landing cannot give it back.

Data flow: state/identity/current names a numbered folder with Parquet files (registry, members, redirects, events).
`open_registry` lays them as temp tables old_<name>; `save_registry` writes the next folder and switches `current` over
with one rename, so that a crash leaves the former state whole. Nothing new, nothing written. The two folders before
the current one are kept.

What stays is not written again. Events never change, so a run over a part links the files that are there and adds its
own; a run over all makes one file of them. Of the registry and the members it links the file too, and puts beside it
the rows that runs over parts have changed since it was written; one run in `CLOSING_EVERY` makes one file of the two.

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
KEYS: dict[str, str] = {"registry": "customer_id", "members": "source, record_id"}
"""Tables of which most rows stay as they are, and the columns that tell their rows apart."""
AMENDED: dict[str, str] = {
    "registry": "customer_id in (from touched_ids)",
    "members": "record_key(source, record_id) in (from chosen)",
    "redirects": "customer_id in (from touched_ids) or living_customer_id in (from touched_ids)",
    "events": "false",
}
"""SQL per table: what a run over a part may change; an event never changes."""
KEPT_FOLDERS = 3
CLOSING_EVERY = 10
"""What a day changes is written beside what stays, or leaves gaps in it; so often all is written as one again."""


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
    lay_state(connection, state)
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


def lay_state(connection: Connection, state: Path) -> None:
    """Create views state_<name>: the rows in force; none in a fresh home."""
    folder = current_folder(state)
    for table, columns in STATE_TABLES.items():
        connection.execute(f"create or replace temp table no_{table} ({columns})")
        if folder is None:
            connection.execute(f"create or replace temp view state_{table} as from no_{table}")
            continue
        try:
            # a column that an older Kith did not write is null
            connection.execute(
                f"create or replace temp view state_{table} as"
                f" from no_{table} union all by name ({_rows_in(folder, table)})"
            )
        except duckdb.Error as error:
            raise KithError(
                f"{state / 'identity' / 'current'} names {folder.name}, and {folder / table}*.parquet is damaged or"
                f" not there: restore {state / 'identity'} from a backup: it holds the ids that readers know, which"
                " are nowhere else."
            ) from error


def _rows_in(folder: Path, table: str) -> str:
    """SQL for the rows of `table` in the files of `folder`."""
    if table not in KEYS:
        return f"from {_parquet(folder / f'{table}*.parquet')}"
    whole, amended = _whole(folder, table), _parquet(_amended(folder, table))
    if whole.is_file():
        return f"from {_parquet(whole)}"
    return f"""
        select * from {_parquet(_kept(folder, table))} as kept anti join {amended} as amended using ({KEYS[table]})
        union all by name
        select * exclude (is_gone) from {amended} where not is_gone
    """


def _whole(folder: Path, table: str) -> Path:
    return folder / f"{table}.parquet"


def _kept(folder: Path, table: str) -> Path:
    """The file that stays; it has a name of its own, so that without its changes nobody takes it for the whole."""
    return folder / f"{table}_kept.parquet"


def _amended(folder: Path, table: str) -> Path:
    return folder / f"{table}_amended.parquet"


def _parquet(files: Path) -> str:
    return f"read_parquet({literal(str(files))}, union_by_name = true)"


def save_registry(connection: Connection, state: Path, run_number: int, scope: Scope = EVERYTHING) -> bool:
    """Make temp tables registry, members, redirects, events the state in force; False if nothing changed."""
    if not any(_has_changed(connection, table) for table in STATE_TABLES):
        return False
    root = state / "identity"
    folder = root / f"{run_number:06d}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    former = current_folder(state) if scope.is_part else None
    for table in STATE_TABLES:
        if former and table == "events":
            _add_events(connection, former, folder)
        elif former and table in KEYS and run_number % CLOSING_EVERY:
            _amend(connection, table, former, folder)
        else:
            rows = f"(from {table} union all by name from untouched_{table})"
            # to sort what stays costs more than all else that a run over a part writes
            order = "" if scope.is_part else "order by all"
            _write(connection, f"from {rows} {order}", _whole(folder, table))
    replace_file(root / "current", f"{folder.name}\n")
    # later numbers are of runs that a backup, copied over them, undid: written over when their turn comes
    versions = sorted(path for path in root.iterdir() if path.is_dir() and path.name <= folder.name)
    for outdated in versions[:-KEPT_FOLDERS]:
        shutil.rmtree(outdated)
    return True


def _add_events(connection: Connection, former: Path, folder: Path) -> None:
    """Put the files of the former state's events into the folder, and this run's events beside them."""
    for path in sorted(former.glob("events*.parquet")):
        _link(path, folder / path.name)
    # a run over a part lays none of the former events, so these are its own
    if count_rows(connection, "events"):
        _write(connection, "from events order by all", folder / f"events_{folder.name}.parquet")


def _amend(connection: Connection, table: str, former: Path, folder: Path) -> None:
    """Put the former file of `table` into the folder, and beside it what has changed since that was written."""
    whole, before = _whole(former, table), _amended(former, table)
    _link(whole if whole.is_file() else _kept(former, table), _kept(folder, table))
    keys, columns = KEYS[table], _columns(table)
    changed = f"""
        select *, false as is_gone
        from (select {columns} from {table} except all select {columns} from old_{table})
        union all by name
        select {keys}, true as is_gone from old_{table} anti join {table} using ({keys})
    """
    if before.is_file():
        changed = f"""
            with changed as ({changed})

            select * from changed
            union all by name
            select * from {_parquet(before)} anti join changed using ({keys})
        """
    _write(connection, f"select * from ({changed}) order by all", _amended(folder, table))


def _link(path: Path, beside: Path) -> None:
    try:
        beside.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copy2(path, beside)


def _write(connection: Connection, query: str, path: Path) -> None:
    # ids and keys of records seldom come twice: to look for a dictionary costs a quarter of the writing, in vain
    connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet, dictionary_size_limit 1)")
    path.chmod(0o600)


def _has_changed(connection: Connection, table: str) -> bool:
    columns = _columns(table)
    difference = f"""
        select count(*) from (
            (select {columns} from {table} except all select {columns} from old_{table})
            union all
            (select {columns} from old_{table} except all select {columns} from {table})
        )
    """
    return bool(value_of(connection, difference))


def _columns(table: str) -> str:
    return ", ".join(column.split()[0] for column in STATE_TABLES[table].split(","))
