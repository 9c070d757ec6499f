"""How common a value is: tiers at their bounds, and exact shares of strangers that agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.frequencies import count_tiers, create_traits
from kith.identity.matching.randomness import strangers
from tests.identity.matching.traits import lay_traits, traits_of
from tests.identity.world import World


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose `traits` are empty, to be laid by each test."""
    with traits_of(World(tmp_path_factory.mktemp("traits"))) as connection:
        yield connection


def tiers_of(
    connection: duckdb.DuckDBPyConnection, field: str, counts: dict[str, int], known: int
) -> dict[str, int]:
    """Tier of each value that stands in `counts` records, among `known` records with the field."""
    values = [value for value, records in counts.items() for _ in range(records)]
    values += [f"other{number}" for number in range(known - len(values))]
    lay_traits(connection, [])
    connection.execute(
        f"insert into traits by name select unnest($values) as {field}, 0 as record_number",
        {"values": values},
    )
    count_tiers(connection, "traits")
    create_traits(connection, "traits")
    found = dict(connection.execute(f"select distinct {field}, {field}_tier from traits").fetchall())
    return {value: found[value] for value in counts}


def test_a_name_is_as_common_as_its_share_of_the_records(connection: duckdb.DuckDBPyConnection) -> None:
    counts = {"four": 4, "five": 5, "eight": 8, "nine": 9}
    assert tiers_of(connection, "last_name", counts, 1_000) == {"four": 1, "five": 4, "eight": 4, "nine": 5}


def test_a_house_is_counted_in_records_however_long_the_list(connection: duckdb.DuckDBPyConnection) -> None:
    counts = {"a": 8, "b": 9, "c": 40, "d": 41}
    assert tiers_of(connection, "house", counts, 200) == {"a": 1, "b": 2, "c": 2, "d": 3}
    assert tiers_of(connection, "house", counts, 2_000) == {"a": 1, "b": 2, "c": 2, "d": 3}


def test_a_house_is_kept_without_saying_which(connection: duckdb.DuckDBPyConnection) -> None:
    tiers_of(connection, "house", {"7|elm row|YO17HH": 50}, 100)
    ((kept,),) = connection.execute("select value from value_tiers where field = 'house'").fetchall()
    assert len(kept) == 64 and "elm" not in kept
    assert connection.execute("select keyed_name('7|elm row|YO17HH')").fetchall() == [(kept,)]


def test_a_value_that_the_model_has_never_seen_is_rare(connection: duckdb.DuckDBPyConnection) -> None:
    tiers_of(connection, "city", {"hull": 900}, 1_000)
    lay_traits(connection, [{"city": "hull"}, {"city": "bath"}])
    create_traits(connection, "traits")
    assert connection.execute("select city, city_tier from traits order by all").fetchall() == [
        ("bath", 1),
        ("hull", 3),
    ]


def test_organisations_make_no_town_common(world: World) -> None:
    """Persons are compared, so it is persons who are counted."""
    world.person("shop", "ann", full_name="Ann Lee", city="Hull")
    for number in range(20):
        world.person("shop", str(number), profile_kind="organisation", organisation_name="Acme", city="Hull")
    with traits_of(world) as connection:
        count_tiers(connection)
        assert connection.execute("from value_tiers where field = 'city'").fetchall() == []


def test_how_often_strangers_agree_is_counted_exactly(tmp_path: Path) -> None:
    """Two of four records share an address: one of six pairs."""
    world = World(tmp_path)
    for number, email in enumerate(["tiger", "tiger", "lion", "zebra"]):
        world.person("shop", str(number), email=f"{email}@tide.example")
    world.person("shop", "none")
    with traits_of(world) as connection:
        count_tiers(connection, "traits")
        create_traits(connection, "traits")
        shares = dict(
            zip((comparison.name for comparison in COMPARISONS), strangers(connection), strict=True)
        )
        again = strangers(connection)
    assert shares["email"][1] == pytest.approx(1 / 6)
    assert all((one == other).all() for one, other in zip(shares.values(), again, strict=True))
