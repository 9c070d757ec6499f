"""Memory: what the last run knew of every record, so that the next one need not find it out again.

Data flow: the temp tables of a run in; schema `identity_memory` of the private warehouse out, in the transaction that
writes schema `identity`. It can be lost at any time: the next run then goes over all records. It is no part of the
state, and is never published.

A record is known by 64 bits of its source and id (`record_key`): two of a million share them in one of thirty million
homes, as long as ids are numbered in no way that fits both readings of the hash.

`facts` says under which circumstances it holds: the code, settings, model and sources of the run (`fingerprint`), the
state it left (`state_stamp`), and how many rows there were in each table. Where one of these is otherwise, the memory
is worth nothing.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb

from kith.identity.cluster import components_of
from kith.identity.connection import Connection, count_rows, value_of
from kith.identity.matching.model import FILE, UNTRIED_FILE
from kith.identity.queries.run import run_query
from kith.identity.registry import CLOSING_EVERY, current_folder
from kith.identity.scope import REMEMBERED, Scope
from kith.identity.settings import IdentitySettings
from kith.identity.tables import IDENTITY_TABLES

LIBRARIES = ("duckdb", "numpy", "phonenumbers", "scipy")
"""What decides a value's form, a weight or a group besides Kith's own code."""

SOURCES = Path(__file__).parents[1]
SOURCE_SUFFIXES = frozenset({".py", ".sql", ".csv"})

MEMORY_TABLES: dict[str, str] = {
    "people": REMEMBERED["remembered_people"],
    "values": REMEMBERED["remembered_values"],
    "device_users": "source text, device_id text, record_key ubigint, is_related boolean",
    "pairs": "key_a ubigint, key_b ubigint",
    "inputs": "record_key ubigint, row_hash ubigint",
    "device_inputs": "device_key ubigint, kind text, value text, row_hash ubigint",
    "facts": "fingerprint text, state_stamp text, row_counts text, measured_records bigint",
}
"""Columns; `traits` has those of the temp table of that name, by record_key."""

FORGOTTEN: dict[str, str] = {
    "people": "record_key in (from chosen)",
    "values": "record_key in (from chosen)",
    "traits": "record_key in (from chosen)",
    "device_users": "record_key in (from chosen)",
    "pairs": "key_a in (from chosen) or key_b in (from chosen)",
    "inputs": "record_key in (from touched)",
    "device_inputs": "device_key in (from chosen_devices)",
}
"""SQL per table: the rows whose place is taken by what a run over a part finds."""


def fingerprint(connection: Connection, settings: IdentitySettings, model: Path) -> str:
    """What the result rests on besides the records; changed, everything has to be resolved anew.

    model: the file of the model in force. Reads the macro keyed_hash, so that another secret is another fingerprint.
    """
    sources = connection.execute(
        "select distinct source, connector, login_namespace from staging.stg_ops__sources order by all"
    ).fetchall()
    circumstances = (
        code_fingerprint(),
        *(f"{library} {version(library)}" for library in LIBRARIES),
        json.dumps(asdict(settings)),
        hashlib.sha256(model.read_bytes()).hexdigest() if model.is_file() else "none",
        repr(sources),
    )
    digest = hashlib.sha256("\0".join(circumstances).encode()).hexdigest()
    return str(value_of(connection, "select keyed_hash($digest)", {"digest": digest}))


@cache
def code_fingerprint() -> str:
    """Hash over the source files of identity, the reference lists too."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in SOURCE_SUFFIXES:
            digest.update(f"{path.relative_to(SOURCES)}|".encode() + path.read_bytes())
    return digest.hexdigest()


def state_stamp(state: Path) -> str:
    """Which state is in force: folder, names, sizes and times of its files; a state put back is another one."""
    folder = current_folder(state)
    if folder is None:
        return "none"
    found = [(file.name, file.stat()) for file in sorted(folder.glob("*.parquet"))]
    return "|".join([folder.name, *(f"{name}.{stat.st_size}.{stat.st_mtime_ns}" for name, stat in found)])


def holds(connection: Connection, settings: IdentitySettings, state: Path, model_folder: Path) -> bool:
    """Whether the memory is of the run before this one, whole, and nothing that the result rests on has changed."""
    try:
        found = connection.execute(
            "select fingerprint, state_stamp, row_counts from identity_memory.facts"
        ).fetchall()
        return found == [
            (
                fingerprint(connection, settings, model_folder / FILE),
                state_stamp(state),
                _row_counts(connection),
            )
        ]
    except (duckdb.CatalogException, duckdb.BinderException):
        return False


def remember(connection: Connection, scope: Scope) -> int:
    """Keep what this run found out of its records. Within the caller's transaction; not valid until `confirm`.

    Returns the records among which drift was measured last.
    """
    run_query(connection, "device_users")
    run_query(connection, "neighbourhoods")
    components_of(
        connection,
        "select record_a, record_b from neighbour_links",
        "neighbour_components",
        "record_number",
        "neighbourhood",
    )
    measured_records = _forget_part(connection) if scope.is_part else _forget_all(connection)
    run_query(connection, "remember")
    connection.execute("delete from identity_memory.facts")
    return measured_records


@contextmanager
def gaps_left_open(connection: Connection, scope: Scope, run_number: int) -> Iterator[None]:
    """Leave the gaps of a day's deletions in the tables open, but for one run in `CLOSING_EVERY`, which closes all.

    To close them the database rewrites a good part of every table, which took a fifth of a day's CPU seconds; left
    open, they are a third of the rows by the tenth day, if each replaces one row in thirty.
    """
    if not scope.is_part or run_number % CLOSING_EVERY == 0:
        yield
        return
    connection.execute("set max_vacuum_tasks = 0")
    try:
        yield
        # while it is set, or closing the connection would do it; who else writes just now leaves it to that
        with suppress(duckdb.TransactionException):
            connection.execute("checkpoint")
    finally:
        connection.execute("reset max_vacuum_tasks")


def confirm(
    connection: Connection, settings: IdentitySettings, state: Path, model_folder: Path, measured_records: int
) -> None:
    """Say that the memory and the state, both written, belong together; before that no run trusts either."""
    untried = model_folder / UNTRIED_FILE
    connection.execute(
        "insert into identity_memory.facts values ($fingerprint, $stamp, $counts, $measured)",
        {
            "fingerprint": fingerprint(
                connection, settings, untried if untried.is_file() else model_folder / FILE
            ),
            "measured": measured_records,
            "stamp": state_stamp(state),
            "counts": _row_counts(connection),
        },
    )


def _forget_part(connection: Connection) -> int:
    """Make room for what is found of a part; the records among which drift was measured last."""
    for table, condition in FORGOTTEN.items():
        connection.execute(f"delete from identity_memory.{table} where {condition}")
    _say_what_is_new(connection, "touched", "chosen_devices")
    return int(value_of(connection, "select measured_records from identity_memory.facts"))


def _forget_all(connection: Connection) -> int:
    """Make room for what is found of all records; their number, since drift was measured among them."""
    connection.execute("create schema if not exists identity_memory")
    for table, columns in MEMORY_TABLES.items():
        connection.execute(f"create or replace table identity_memory.{table} ({columns})")
    connection.execute(
        "create or replace table identity_memory.traits as"
        " select 0::ubigint as record_key, * exclude (record_number) from traits limit 0"
    )
    run_query(connection, "input_rows")
    _say_what_is_new(
        connection,
        "(select distinct record_key from input_rows)",
        "(select distinct device_key from device_rows)",
    )
    return count_rows(connection, "traits")


def _say_what_is_new(connection: Connection, records: str, devices: str) -> None:
    """Lay views changed_inputs and changed_devices: whose hashes of today are to be kept."""
    connection.execute(f"create or replace temp view changed_inputs as from {records}")
    connection.execute(f"create or replace temp view changed_devices as from {devices}")


def _row_counts(connection: Connection) -> str:
    """Rows of every table that a run over a part would only amend, as JSON."""
    tables = [f"identity.{table}" for table in IDENTITY_TABLES]
    tables += [f"identity_memory.{table}" for table in FORGOTTEN]
    counts = ", ".join(f"(select count(*) from {table})" for table in tables)
    (found,) = connection.execute(f"select {counts}").fetchall()
    return json.dumps(dict(zip(tables, found, strict=True)))
