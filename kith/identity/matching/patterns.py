"""Patterns: how two records agree, as one small number per comparison.

Data flow: temp table `traits` and a table of pairs (record_a, record_b) in; a table with one level column per
comparison out. Millions of pairs show only some thousands of different patterns, so whatever is learned or
scored is learned and scored on patterns and their counts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kith.identity.connection import Connection, count_rows
from kith.identity.matching.agreement import MEASURED_ONCE, equal, similarity
from kith.identity.matching.comparisons import COMPARISONS, Comparison

if TYPE_CHECKING:
    import numpy

    Patterns = numpy.ndarray[Any, numpy.dtype[numpy.int64]]
    Counts = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

COLUMNS = ", ".join(comparison.name for comparison in COMPARISONS)


PAIRS_AT_A_TIME = 750_000
"""So many are laid side by side at once: two records with all their traits take half a kilobyte."""


def create_levels(connection: Connection, pairs: str, table: str) -> None:
    """Create temp `table`: record_a, record_b and the level of every comparison, 0 where one lacks the field."""
    create = f"create or replace temp table {table} as"
    for first in range(0, max(count_rows(connection, pairs), 1), PAIRS_AT_A_TIME):
        connection.execute(f"{create} {_levels_of(pairs, first)}")
        create = f"insert into {table}"


def _levels_of(pairs: str, first: int) -> str:
    """SQL for the levels of `PAIRS_AT_A_TIME` of `pairs`, a table, from row `first` on."""
    levels = ", ".join(f"{level_expression(comparison)} as {comparison.name}" for comparison in COMPARISONS)
    return f"""
        select * replace ({_silences()})
        from (
            select record_a, record_b, {levels}
            from (
                select *, {_similarities()}
                from {pairs} as pairs
                inner join (select columns(*) as 'left_\\0' from traits) on left_record_number = record_a
                inner join (select columns(*) as 'right_\\0' from traits) on right_record_number = record_b
                where pairs.rowid between {first} and {first + PAIRS_AT_A_TIME - 1}
            )
        )
    """


def _similarities() -> str:
    """SQL for the similarity of every column that is `MEASURED_ONCE`; of equal values it is known."""
    return ", ".join(
        f"case when {equal(column)} then 1 else {similarity(column)} end as similarity_of_{column}"
        for column in MEASURED_ONCE
    )


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
    known = " and ".join(comparison.known.replace("side.", f"{side}_") for side in ("left", "right"))
    branches = " ".join(_branches(comparison))
    return f"cast(case when not ({known}) then 0 {branches} end as tinyint)"


def _branches(comparison: Comparison) -> Iterator[str]:
    """One `when` per level; the tiers of one value, which follow one another, are looked up instead of tried."""
    for number, level in enumerate(comparison.levels, start=1):
        if level.tier is None:
            yield f"when {level.condition} then {number}"
        elif level.tier == 1:
            yield f"when {equal(str(level.equal))} then {number - 1} + left_{level.equal}_tier"


def count_patterns(connection: Connection, levels: str) -> "tuple[Patterns, Counts]":
    """The distinct patterns of `levels` in a fixed order, shape (patterns, comparisons), and their pairs."""
    import numpy

    found = connection.execute(
        f"select {COLUMNS}, count(*) as pairs from {levels} group by all order by all"
    ).fetchnumpy()
    patterns = numpy.stack([found[comparison.name].astype(numpy.int64) for comparison in COMPARISONS], axis=1)
    return patterns, found["pairs"].astype(numpy.float64)
