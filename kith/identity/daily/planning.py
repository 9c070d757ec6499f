"""Planning: whether a run goes over all records or only over the neighbourhoods that changed since the last one.

Data flow: the memory and today's inputs in, the `Scope` of the run and temp tables `chosen` (records) and
`chosen_devices` out.

All records are gone over where the memory is missing, damaged or of other circumstances; where most things changed;
where the country that a source's phone numbers are read in is another than before; and where the records have grown
so far from those of the model that what training anew would change has to be measured over all of them.
"""

from pathlib import Path

from kith.identity.connection import Connection, count_rows, value_of
from kith.identity.daily.memory import holds
from kith.identity.daily.pairs import find_touched_pairs
from kith.identity.matching.drift import LEAST_GROWTH
from kith.identity.matching.frequencies import create_traits
from kith.identity.matching.model import Model, load_model
from kith.identity.preparation import describe_records
from kith.identity.queries.run import run_query
from kith.identity.scope import EVERYTHING, Scope, lay_chosen, lay_profiles
from kith.identity.settings import IdentitySettings

LARGEST_PART = 0.25
"""Share of the records above which all of them are gone over.

Measured on made-up people of whom some have another phone number: a part of a quarter costs, with what finds it out, as
much as all of 23,000 records do, and two thirds of all of 86,000; a part of 45 % costs 1.2 and .85 times all.
"""


def recall_pairs(connection: Connection, _: int) -> None:
    """Create `candidates` for the chosen records from what is remembered and what was found of the touched ones."""
    run_query(connection, "recalled_pairs")


PART = Scope(lay_chosen, recall_pairs, is_part=True)


def plan(
    connection: Connection,
    settings: IdentitySettings,
    state: Path,
    model_folder: Path,
) -> Scope:
    """The scope of this run; the memory is left as it is. After `install` and `install_key`."""
    if not holds(connection, settings, state, model_folder):
        return EVERYTHING
    model = load_model(connection, model_folder)
    if model is None:
        return EVERYTHING
    lay_profiles(connection)
    run_query(connection, "input_rows")
    run_query(connection, "changed_records")
    if _is_large(connection, "touched"):
        return EVERYTHING
    _describe_touched(connection)
    if _is_large(connection, "touched") or _has_outgrown(connection, model) or _reads_otherwise(connection):
        return EVERYTHING
    find_touched_pairs(connection, model)
    run_query(connection, "touched_neighbourhoods")
    return EVERYTHING if _is_large(connection, "chosen") else PART


def _describe_touched(connection: Connection) -> None:
    """Let `touched` grow by the records of which others' changes tell something else, and describe them all."""
    while True:
        connection.execute("create or replace temp table chosen as from touched")
        describe_records(connection, PART)
        run_query(connection, "flipped_records")
        if not count_rows(connection, "flipped"):
            break
        connection.execute("insert into touched from flipped")
    create_traits(connection)
    connection.execute(
        """
        create or replace temp table touched_traits as
        select record_key(people.source, people.record_id) as record_key, traits.* exclude (record_number)
        from traits
        inner join people using (record_number)
        """
    )


def _is_large(connection: Connection, table: str) -> bool:
    return count_rows(connection, table) > LARGEST_PART * count_rows(connection, "identity_memory.people")


def _has_outgrown(connection: Connection, model: Model) -> bool:
    """Whether drift has to be measured again: so many records came or went since it was."""
    growth = value_of(
        connection,
        """
        select abs(
            (select count(*) from identity_memory.traits anti join touched using (record_key))
            + (select count(*) from touched_traits) - measured_records
        )
        from identity_memory.facts
        """,
    )
    return bool(growth >= LEAST_GROWTH * model.trained_on)


def _reads_otherwise(connection: Connection) -> bool:
    """Whether numbers without a country are read in another one than before, those of records that stay too."""
    run_query(connection, "moved_regions")
    return count_rows(connection, "moved_regions") > 0
