"""Records as matching sees them, laid out without the engine around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from kith.identity.ids import install_key
from kith.identity.preparation import describe_records, install
from kith.identity.scope import EVERYTHING
from kith.identity.settings import IdentitySettings
from tests.identity.world import SECRET, World


@contextmanager
def traits_of(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `traits` of every record of the world, as a run makes them."""
    world.build()
    with duckdb.connect(str(world.warehouse)) as connection:
        install_key(connection, SECRET)
        install(connection, IdentitySettings(), [])
        describe_records(connection, EVERYTHING)
        connection.execute("create temp table traits as from untiered_traits")
        yield connection


def lay_traits(connection: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, str | None]]) -> None:
    """Fill `traits` anew with hand-made rows; a record is numbered by its place, initials follow from names."""
    connection.execute("create temp table if not exists no_traits as from traits limit 0")
    connection.execute("create or replace temp table traits as from no_traits")
    for number, row in enumerate(rows, start=1):
        values: dict[str, str | int | None] = {"record_number": number, **row}
        for name in ("first", "last"):
            if row.get(f"{name}_name"):
                values[f"{name}_initial"] = ord(str(row[f"{name}_name"])[0])
        connection.execute(
            f"insert into traits by name select {', '.join(f'? as {column}' for column in values)}",
            list(values.values()),
        )
