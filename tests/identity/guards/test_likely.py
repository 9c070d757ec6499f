"""Doubts: what stops a likely pair where families are among the records, and where there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from kith.identity.guards.likely import doubt_query
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.frequencies import count_tiers, create_traits
from tests.identity.matching.traits import lay_traits, traits_of
from tests.identity.world import World

AT_HOME = {"last_name": "equal_last_name_tier_3", "place": "equal_house_tier_1"}
FATHER_AND_SON = AT_HOME | {"first_name": "equal_first_name_tier_3", "birth_date": "differs"}
TWINS = AT_HOME | {"first_name": "differs", "birth_date": "equal"}
COUPLE = AT_HOME | {"first_name": "differs", "birth_date": "differs"}
Name = tuple[str, int]
NAMESAKES = {"first_name": "equal_first_name_tier_1", "last_name": "equal_last_name_tier_1"}
OWN_NUMBER = {"personal_number": "one_slip"}


@contextmanager
def tiered_traits(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `traits`, empty, that say how common each value is."""
    with traits_of(World(folder)) as connection:
        count_tiers(connection, "traits")
        create_traits(connection, "traits")
        yield connection


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with two records of first names that people have."""
    with tiered_traits(tmp_path_factory.mktemp("traits")) as connection:
        lay_traits(connection, [{"is_known_name": "true"}, {"is_known_name": "true"}])
        yield connection


def doubt(
    connection: duckdb.DuckDBPyConnection, levels: Mapping[str, str], knows_households: bool
) -> str | None:
    """The guard that stops a pair of these levels, if one does; a comparison that is not named is unknown."""
    connection.execute(f"set variable knows_households = {knows_households}")
    numbers = ", ".join(
        f"{comparison.level_number(levels[comparison.name]) if comparison.name in levels else 0}"
        f" as {comparison.name}"
        for comparison in COMPARISONS
    )
    connection.execute(
        f"create or replace temp table pairs as select 1 as record_a, 2 as record_b, {numbers}"
    )
    found = connection.execute(doubt_query("pairs")).fetchall()
    return str(found[0][2]) if found else None


@pytest.mark.parametrize(
    ("levels", "among_families", "among_single_people"),
    [
        (FATHER_AND_SON, "birth_date", None),
        (FATHER_AND_SON | OWN_NUMBER, None, None),
        (TWINS, "known_names", None),
        (COUPLE, "known_names", "known_names"),
        (COUPLE | OWN_NUMBER, None, None),
        (NAMESAKES, "name_alone", "name_alone"),
    ],
    ids=["father and son", "with one number", "twins", "couple", "couple with one number", "namesakes"],
)
def test_a_list_without_households_pays_for_no_caution_about_them(
    connection: duckdb.DuckDBPyConnection,
    levels: Mapping[str, str],
    among_families: str | None,
    among_single_people: str | None,
) -> None:
    assert doubt(connection, levels, knows_households=True) == among_families
    assert doubt(connection, levels, knows_households=False) == among_single_people


@pytest.mark.parametrize(
    ("one", "other", "levels", "guard"),
    [
        (("Kayla", 3), ("Kyla", 2), TWINS, "known_names"),
        (("Kayla", 4), ("Kalya", 2), TWINS, None),
        (("Kayla", 2), ("Kalya", 1), TWINS, None),
        (("Kayla", 3), ("Kyla", 2), COUPLE | {"birth_date": "one_slip"}, None),
        (("Kayla", 3), ("Kyla", 2), TWINS | OWN_NUMBER, None),
        (("Ana", 3), ("Ava", 3), TWINS, None),
    ],
    ids=["twins", "slip of a common name", "rare", "another day", "one number", "short"],
)
def test_names_a_slip_apart_are_twins_where_both_are_common(
    tmp_path: Path, one: Name, other: Name, levels: Mapping[str, str], guard: str | None
) -> None:
    """No list of names knows these: how many bear them tells."""
    with tiered_traits(tmp_path) as connection:
        named = [{"first_name": name.lower(), "first_name_tier": str(tier)} for name, tier in (one, other)]
        lay_traits(connection, named)
        assert doubt(connection, levels | {"first_name": "one_slip"}, knows_households=True) == guard
