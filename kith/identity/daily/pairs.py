"""Touched pairs: which pairs of records are likely now that were not, or are no longer compared.

Data flow: temp tables `touched` (records) and `touched_traits` (theirs, as of today) and the memory of all traits in;
`fresh_pairs` (likely pairs that today makes) and `dropped_pairs` (likely ones that no block holds any more), both
of record keys, out.

A block is judged by its size over all records. One that grows over the cap lets go of pairs that nothing else holds,
one that shrinks below it has all its pairs compared.
"""

from kith.identity.connection import Connection, count_rows
from kith.identity.matching.blocking import BLOCKING_KEYS, keyed
from kith.identity.matching.model import Model
from kith.identity.matching.patterns import create_levels
from kith.identity.matching.scoring import SHOWN, score
from kith.identity.queries.run import run_query


def find_touched_pairs(connection: Connection, model: Model) -> None:
    """Create `fresh_pairs` and `dropped_pairs` (key_a, key_b)."""
    connection.execute(
        """
        create or replace temp table former_traits as
        from identity_memory.traits semi join touched using (record_key);
        create or replace temp table compared (key_a ubigint, key_b ubigint);
        create or replace temp table shaken_pairs (key_a ubigint, key_b ubigint)
        """
    )
    _lay_blocks(connection)
    run_query(connection, "touched_blocks")
    _drop_unheld(connection)
    run_query(connection, "compared_traits")
    create_levels(connection, "compared_pairs", "compared_levels")
    score(connection, model, "compared_levels", "compared_scores", least=SHOWN)
    run_query(connection, "fresh_pairs")


def _lay_blocks(connection: Connection) -> None:
    """Create `block_members` (record_key, block, was_there, is_there, is_fresh) of the blocks of touched records.

    Of all keys at once: of many small statements the planning is dearer than the work.
    """
    members = " union all ".join(_members_of(name, parts) for name, parts in BLOCKING_KEYS.items())
    connection.execute(f"create or replace temp table block_members as {members}")


def _members_of(name: str, parts: tuple[str, ...]) -> str:
    """SQL for the members of the blocks of one key, whose number tells one key's blocks from another's."""
    return f"""
        (with fresh as ({keyed(parts, "touched_traits")}),

        former as ({keyed(parts, "former_traits")}),

        of_touched as (select block from fresh union select block from former),

        remembered as (
            select * from ({keyed(parts, "identity_memory.traits")}) semi join of_touched using (block)
        )

        select
            remembered.record_key, hash('{name}', remembered.block) as block, true as was_there,
            touched.record_key is null as is_there, false as is_fresh
        from remembered
        left join touched using (record_key)
        union all
        select record_key, hash('{name}', block) as block, false as was_there, true as is_there, true as is_fresh
        from fresh)
    """


def _drop_unheld(connection: Connection) -> None:
    """Create `dropped_pairs`: those of `shaken_pairs` for which no block of any key stands."""
    connection.execute(
        "create or replace temp table dropped_pairs as select distinct key_a, key_b from shaken_pairs"
    )
    for parts in BLOCKING_KEYS.values():
        if not count_rows(connection, "dropped_pairs"):
            return
        connection.execute(
            f"""
            create or replace temp table held_pairs as
            with remembered as ({keyed(parts, "identity_memory.traits")}),

            agreeing as (
                select dropped_pairs.key_a, dropped_pairs.key_b, one.block
                from dropped_pairs
                inner join remembered as one on one.record_key = dropped_pairs.key_a
                inner join remembered as other on other.record_key = dropped_pairs.key_b and other.block = one.block
            ),

            standing as (
                select block
                from (
                    select block from remembered anti join touched using (record_key)
                    union all
                    select block from ({keyed(parts, "touched_traits")})
                )
                semi join agreeing using (block)
                group by block
                having is_compared(count(*), getvariable('block_cap'))
            )

            select key_a, key_b from agreeing semi join standing using (block)
            """
        )
        connection.execute(
            "create or replace temp table dropped_pairs as from dropped_pairs anti join held_pairs using (key_a, key_b)"
        )
