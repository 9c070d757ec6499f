"""Strangers: how often two records that have nothing to do with one another agree.

Data flow: temp table `traits` in; per comparison the share of all pairs at each level out. Equal values are
counted exactly from their frequencies; the other levels are taken from pairs drawn by a fixed rule.
"""

from typing import TYPE_CHECKING, Any

from kith.identity.connection import Connection, count_rows
from kith.identity.matching.comparisons import COMPARISONS, TIER_BOUNDS, Comparison
from kith.identity.matching.estimation import LEAST_CHANCE
from kith.identity.matching.patterns import create_levels

if TYPE_CHECKING:
    import numpy

    Numbers = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

RANDOM_PAIRS = 150_000
"""A level that one pair of strangers in a thousand shows is then seen 150 times, a twelfth of that up or down; rarer
are hardly any but those of equal values, which are counted exactly. More pairs cost more than they tell."""


def strangers(connection: Connection) -> "list[Numbers]":
    """Per comparison the share of all pairs of records at each level, where both have the field."""
    _draw_pairs(connection)
    create_levels(connection, "random_pairs", "random_levels")
    return [_shares(connection, comparison) for comparison in COMPARISONS]


def _shares(connection: Connection, comparison: Comparison) -> "Numbers":
    import numpy

    drawn = dict(
        connection.execute(
            f"select {comparison.name}, count(*) from random_levels where {comparison.name} > 0 group by all"
        ).fetchall()
    )
    known, levels = sum(drawn.values()), len(comparison.levels)
    shares = [(drawn.get(number, 0) + 0.5) / (known + 0.5 * levels) for number in range(1, levels + 1)]
    columns = {level.equal for level in comparison.levels if level.equal is not None}
    equal = {column: _equal_shares(connection, column) for column in columns}
    for index, level in enumerate(comparison.levels):
        if level.equal is not None:
            shares[index] = max(equal[level.equal].get(level.tier, 0.0), LEAST_CHANCE)
    return numpy.array([1.0, *shares])


def _draw_pairs(connection: Connection) -> None:
    """Pairs by hash of a counter, so that the same records always give the same pairs."""
    records = count_rows(connection, "traits")
    draws = min(RANDOM_PAIRS, records * records * 2)
    connection.execute(
        f"""
        create or replace temp table random_pairs as
        with placed as (
            select record_number, row_number() over (order by record_number) - 1 as place from traits
        ),

        drawn as materialized (
            select
                md5_number_lower('a' || draw) % {records} as place_a,
                md5_number_lower('b' || draw) % {records} as place_b
            from range({draws}) as draws(draw)
        )

        select one.record_number as record_a, other.record_number as record_b
        from drawn
        inner join placed as one on one.place = drawn.place_a
        inner join placed as other on other.place = drawn.place_b
        where drawn.place_a <> drawn.place_b
        """
    )


def _equal_shares(connection: Connection, column: str) -> dict[int | None, float]:
    """Share of pairs with equal values of `column`, by tier of the value, or under None where it has no tiers.

    Names of columns stand in the text of the query: they are constants of comparisons.py, never data.
    """
    tier = f"any_value({column}_tier)" if column in TIER_BOUNDS else "null"
    found = connection.execute(
        f"""
        select tier, sum(records * (records - 1)) / greatest(any_value(known) * (any_value(known) - 1), 1)
        from (
            select cast(count(*) as double) as records, {tier} as tier, sum(count(*)) over () as known
            from traits
            where {column} is not null
            group by {column}
        )
        group by tier
        """
    )
    return dict(found.fetchall())
