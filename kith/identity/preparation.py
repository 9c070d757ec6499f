"""Preparation: everything that is known of a single record, before records are held against one another.

Data flow: settings, decisions and the tables of the transformation in; temp tables people, names, identifiers
and decided_pairs, and view untiered_traits, out. A daily run prepares the records that changed, to find out whom they
concern, and then those.
"""

from collections.abc import Sequence
from dataclasses import fields

from kith.identity.connection import Connection
from kith.identity.decisions import Decision
from kith.identity.guards.pairs import AMBIGUOUS, PAIR_GUARDS
from kith.identity.normalise import load_reference, normalise
from kith.identity.queries.run import run_query
from kith.identity.scope import Scope
from kith.identity.settings import IdentitySettings


def install(connection: Connection, settings: IdentitySettings, decisions: Sequence[Decision]) -> None:
    """Lay what every query may ask for: settings as variables, the reference lists and macros, table `decided`."""
    install_settings(connection, settings)
    load_reference(connection)
    _install_decisions(connection, decisions)


READ_FOR_PEOPLE = ("written_names", "phones", "addresses")
"""Tables that are read no more once `people` is made of them."""
READ_FOR_IDENTIFIERS = ("canonical_emails", "record_values")
"""Tables that are read no more once `identifiers` is made of them."""
READ_LATER = (
    "record_number",
    "country_code",
    "written_at",
    "email",
    "phone",
    "full_name",
    "first_name",
    "last_name",
)
"""Columns of `records` that are read once `people` is made: what is remembered, and what a record says of itself."""


def describe_records(connection: Connection, scope: Scope) -> None:
    """Create the tables of this step for the records of `scope`, after `install`.

    What is read no more is dropped at once: it is a third of what a million records take, and went to disk and back.
    """
    normalise(connection, scope)
    _drop_tables(connection, READ_FOR_PEOPLE)
    for (column,) in connection.execute("select name from pragma_table_info('records')").fetchall():
        if column not in READ_LATER:
            connection.execute(f"alter table records drop column {column}")
    run_query(connection, "decisions")
    run_query(connection, "identifier_values")
    run_query(connection, "outside_carriers")
    run_query(connection, "identifiers")
    _drop_tables(connection, READ_FOR_IDENTIFIERS)
    run_query(connection, "traits")


def _drop_tables(connection: Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        connection.execute(f"drop table {table}")


def _install_decisions(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Lay the decisions as temp table decided; a record that is gone decides nothing."""
    connection.execute(
        "create or replace temp table decided (kind text, source_a text, record_id_a text, source_b text,"
        " record_id_b text, decided_at text)"
    )
    rows = [
        (
            decision.kind,
            decision.record_a.source,
            decision.record_a.record_id,
            decision.record_b.source,
            decision.record_b.record_id,
            decision.decided_at,
        )
        for decision in decisions
    ]
    if rows:
        connection.executemany("insert into decided values (?, ?, ?, ?, ?, ?)", rows)


def install_settings(connection: Connection, settings: IdentitySettings) -> None:
    """Give every setting to SQL as a variable of its name."""
    for setting in fields(settings):
        value = getattr(settings, setting.name)
        connection.execute(
            f"set variable {setting.name} = $value",
            {"value": list(value) if isinstance(value, tuple) else value},
        )
    guards = [guard.name for guard in PAIR_GUARDS if guard.makes_household] + [AMBIGUOUS]
    connection.execute("set variable household_guards = $guards", {"guards": guards})
