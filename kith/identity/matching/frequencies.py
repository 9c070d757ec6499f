"""Frequencies: how common each name, place and house is, in a few tiers.

Data flow: the compared records in; temp table `value_tiers` (field, value, tier), which holds only values above
the rarest tier, out; and of both temp table `traits`. The tiers belong to the model: a daily run compares with those
that the model was trained with, so that the same two records always show the same pattern. A house is somebody's
address however many live there: it stands in `value_tiers`, and so in state/, by its keyed hash alone.
"""

from kith.identity.connection import Connection
from kith.identity.matching.comparisons import TIER_BOUNDS

FEW = 4
"""Records that a value may have and still be of the rarest tier, however short the list: what a few people have is
not kept in state/, and a name that comes new is no rarer than those."""

PERSONAL_FIELDS = frozenset({"house"})
"""Fields whose values are kept by their keyed hash."""


def count_tiers(connection: Connection, records: str = "compared_people") -> None:
    """Create `value_tiers` from the records at hand, a table with the fields; after `install_key`."""
    fields = " union all ".join(_tiers_of(field, bounds, records) for field, bounds in TIER_BOUNDS.items())
    connection.execute(f"create or replace temp table value_tiers as {fields}")


def _tiers_of(field: str, bounds: tuple[float, ...], records: str) -> str:
    """SQL for the tiers of one field: its name and bounds are constants of comparisons.py, never data."""
    tops = [f"greatest({FEW}, {bound if bound >= 1 else f'{bound} * known'})" for bound in bounds]
    branches = " ".join(f"when records <= {top} then {tier}" for tier, top in enumerate(tops, start=1))
    return f"""
        select
            '{field}' as field, {_kept(field, "value")} as value,
            cast(case {branches} else {len(bounds) + 1} end as tinyint) as tier
        from (
            select {field} as value, count(*) as records, sum(count(*)) over () as known
            from {records}
            where {field} is not null
            group by {field}
        )
        where records > {tops[0]}
    """


def _kept(field: str, value: str) -> str:
    return f"keyed_name({value})" if field in PERSONAL_FIELDS else value


def create_traits(connection: Connection, untiered: str = "untiered_traits") -> None:
    """Create `traits`: the rows of `untiered`, with a column <field>_tier for every field that has tiers.

    A value that is not listed is of tier 1. After `install_key`, with the key under which the tiers were counted.
    """
    columns = ", ".join(f"coalesce({field}_tiers.tier, 1) as {field}_tier" for field in TIER_BOUNDS)
    joins = " ".join(
        f"left join (select value, tier from value_tiers where field = '{field}') as {field}_tiers"
        f" on {field}_tiers.value = {_kept(field, f'untiered.{field}')}"
        for field in TIER_BOUNDS
    )
    connection.execute(
        f"create or replace temp table traits as select untiered.*, {columns} from {untiered} as untiered {joins}"
    )
