"""Records as matching sees them, laid out without the engine around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from kith.identity.engine import prepare_traits
from kith.identity.settings import IdentitySettings
from tests.identity.world import World

BLOCKED_BY = (
    "first_name",
    "first_initial",
    "middle_initial",
    "last_name",
    "birth_date",
    "personal_number",
    "email",
    "email_local",
    "phone",
    "street",
    "house_number",
    "house",
    "postal_code",
    "city",
)


@contextmanager
def traits_of(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `traits` of every record of the world, as a run makes them."""
    world.build()
    with duckdb.connect(str(world.warehouse)) as connection:
        prepare_traits(connection, IdentitySettings(), [])
        yield connection


def lay_traits(connection: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, str | None]]) -> None:
    """Create `traits` with the columns of blocking and frequencies; a record is numbered by its place."""
    columns = ", ".join(f"{column} text" for column in BLOCKED_BY)
    connection.execute(f"create or replace temp table traits (record_number bigint, {columns})")
    for number, row in enumerate(rows, start=1):
        connection.execute(
            f"insert into traits values ({', '.join('?' * (len(BLOCKED_BY) + 1))})",
            [number, *(row.get(column) for column in BLOCKED_BY)],
        )
