"""Patterns: how two records agree, as one small number per comparison.

Data flow: temp table `traits` and a table of pairs (record_a, record_b) in; a table with one level column per
comparison out. Millions of pairs show only some thousands of different patterns, so whatever is learned or
scored is learned and scored on patterns and their counts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kith.identity.connection import Connection
from kith.identity.matching.agreement import MEASURED_ONCE, equal, similarity
from kith.identity.matching.comparisons import COMPARISONS, Comparison

if TYPE_CHECKING:
    import numpy

    Patterns = numpy.ndarray[Any, numpy.dtype[numpy.int64]]
    Counts = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

COLUMNS = ", ".join(comparison.name for comparison in COMPARISONS)


def create_levels(connection: Connection, pairs: str, table: str) -> None:
    """Create temp `table`: record_a, record_b and the level of every comparison, 0 where one lacks the field."""
    levels = ", ".join(f"{level_expression(comparison)} as {comparison.name}" for comparison in COMPARISONS)
    connection.execute(
        f"""
        create or replace temp table {table} as
        select * replace ({_silences()})
        from (
            select record_a, record_b, {levels}
            from (
                select pairs.record_a, pairs.record_b, left_side, right_side, {_similarities()} as similarities
                from {pairs} as pairs
                inner join traits as left_side on left_side.record_number = pairs.record_a
                inner join traits as right_side on right_side.record_number = pairs.record_b
            )
        )
        """
    )


def _similarities() -> str:
    """SQL for the similarity of every column that is `MEASURED_ONCE`; of equal values it is known."""
    measured = ", ".join(
        f"'{column}': case when {equal(column)} then 1 else {similarity(column)} end"
        for column in MEASURED_ONCE
    )
    return f"{{{measured}}}"


def _silences() -> str:
    by_name = {comparison.name: comparison for comparison in COMPARISONS}
    return ", ".join(
        f"cast(case when {other} = {by_name[other].level_number(level)} then 0 else {comparison.name} end as tinyint)"
        f" as {comparison.name}"
        for comparison in COMPARISONS
        if comparison.silent_at
        for other, level in [comparison.silent_at]
    )


def level_expression(comparison: Comparison) -> str:
    """SQL for the level of one comparison: 0 unknown, then 1 for the best level, and so on."""
    known = " and ".join(
        comparison.known.replace("side.", f"{side}.") for side in ("left_side", "right_side")
    )
    branches = " ".join(_branches(comparison))
    return f"cast(case when not ({known}) then 0 {branches} end as tinyint)"


def _branches(comparison: Comparison) -> Iterator[str]:
    """One `when` per level; the tiers of one value, which follow one another, are looked up instead of tried."""
    for number, level in enumerate(comparison.levels, start=1):
        if level.tier is None:
            yield f"when {level.condition} then {number}"
        elif level.tier == 1:
            yield f"when {equal(str(level.equal))} then {number - 1} + left_side.{level.equal}_tier"


def count_patterns(connection: Connection, levels: str) -> "tuple[Patterns, Counts]":
    """The distinct patterns of `levels` in a fixed order, shape (patterns, comparisons), and their pairs."""
    import numpy

    found = connection.execute(
        f"select {COLUMNS}, count(*) as pairs from {levels} group by all order by all"
    ).fetchnumpy()
    patterns = numpy.stack([found[comparison.name].astype(numpy.int64) for comparison in COMPARISONS], axis=1)
    return patterns, found["pairs"].astype(numpy.float64)
