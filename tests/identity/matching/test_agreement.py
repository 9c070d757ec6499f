"""How two records agree, level by level: the SQL against a table worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from kith.identity.matching import patterns
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.frequencies import create_traits
from kith.identity.matching.patterns import create_levels
from kith.identity.waterfall import LEVEL_WORDS
from tests.identity.matching.agreement_cases import CASES, TIERS
from tests.identity.matching.traits import traits_of
from tests.identity.world import World

BY_NAME = {comparison.name: comparison for comparison in COMPARISONS}


def case_id(number: int) -> str:
    """A short test name."""
    comparison, one, other, level = CASES[number]
    return f"{comparison} {level}: {list(one.values())} {list(other.values())}"


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `found` (number, direction, level of every comparison), one row a case and direction.

    Of more pairs than are laid side by side at once.
    """
    world = World(tmp_path_factory.mktemp("agreement"))
    for number, (_, one, other, _) in enumerate(CASES):
        world.person("one", str(number), **one)
        world.person("other", str(number), **other)
    with traits_of(world) as connection:
        connection.execute("create temp table value_tiers (field text, value text, tier tinyint)")
        connection.executemany("insert into value_tiers values (?, ?, ?)", TIERS)
        connection.execute("update value_tiers set value = keyed_name(value) where field = 'house'")
        create_traits(connection, "traits")
        for direction, left, right in (("forth", "one", "other"), ("back", "other", "one")):
            connection.execute(
                f"""
                create or replace temp table {direction}_pairs as
                select first.record_number as record_a, second.record_number as record_b
                from people as first
                inner join people as second using (record_id)
                where first.source = '{left}' and second.source = '{right}'
                """
            )
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(patterns, "PAIRS_AT_A_TIME", len(CASES) // 2)
                create_levels(connection, f"{direction}_pairs", f"{direction}_levels")
        connection.execute(
            """
            create temp view found as
            select people.record_id as number, 'forth' as direction, forth_levels.*
            from forth_levels inner join people on people.record_number = record_a
            union all
            select people.record_id as number, 'back' as direction, back_levels.*
            from back_levels inner join people on people.record_number = record_a
            """
        )
        yield connection


@pytest.mark.parametrize("direction", ["forth", "back"])
@pytest.mark.parametrize("number", range(len(CASES)), ids=case_id)
def test_two_records_agree_at_the_level(
    levels: duckdb.DuckDBPyConnection, number: int, direction: str
) -> None:
    name, _, _, level = CASES[number]
    ((found,),) = levels.execute(
        f"select {name} from found where number = $number and direction = $direction",
        {"number": str(number), "direction": direction},
    ).fetchall()
    assert (BY_NAME[name].levels[found - 1].name if found else None) == level


def test_every_level_of_every_comparison_has_a_case() -> None:
    named = {(comparison, level) for comparison, _, _, level in CASES}
    assert {
        (comparison.name, level.name) for comparison in COMPARISONS for level in comparison.levels
    } <= named


def test_every_level_has_words() -> None:
    """Those of frequency are worded by their number."""
    plain = {level.name for comparison in COMPARISONS for level in comparison.levels if level.tier is None}
    assert plain <= LEVEL_WORDS.keys()
