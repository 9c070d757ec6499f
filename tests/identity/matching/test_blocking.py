"""Which pairs are worth comparing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pytest

from kith.identity.matching.blocking import BLOCKING_KEYS, create_candidates
from tests.identity.matching.traits import lay_traits, traits_of
from tests.identity.world import World

JOHN = {"first_name": "john", "last_name": "hill", "email": "john@tide.example"}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose `traits` are empty, to be laid by each test."""
    with traits_of(World(tmp_path_factory.mktemp("traits"))) as connection:
        yield connection


def candidates(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, str | None]], cap: int = 100
) -> list[tuple[int, int]]:
    """Pairs of record numbers; records are numbered from 1."""
    lay_traits(connection, rows)
    create_candidates(connection, cap)
    return connection.execute("select record_a, record_b from candidates order by all").fetchall()


def test_one_shared_key_is_enough(connection: duckdb.DuckDBPyConnection) -> None:
    assert candidates(connection, [{"phone": "1"}, {"phone": "2"}, {"phone": "1"}]) == [(1, 3)]


def test_a_pair_that_shares_many_keys_is_one_candidate(connection: duckdb.DuckDBPyConnection) -> None:
    assert candidates(connection, [JOHN, JOHN]) == [(1, 2)]


def test_every_pair_of_a_block_is_a_candidate_once_and_in_order(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert candidates(connection, [{"phone": "1"}] * 3) == [(1, 2), (1, 3), (2, 3)]


def test_a_block_at_the_cap_is_kept_and_one_above_it_is_left_out(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = [{"phone": "1"}] * 4
    assert len(candidates(connection, rows, cap=4)) == 6
    assert candidates(connection, rows, cap=3) == []


def test_a_crowded_key_leaves_the_others_standing(connection: duckdb.DuckDBPyConnection) -> None:
    crowd = [{"phone": "1"}] * 5
    found = candidates(connection, [*crowd, JOHN | {"phone": "1"}, JOHN | {"phone": "1"}], cap=4)
    assert found == [(6, 7)]


def test_a_null_part_is_no_key(connection: duckdb.DuckDBPyConnection) -> None:
    assert candidates(connection, [{"last_name": "hill"}, {"last_name": "hill"}]) == []
    assert candidates(connection, [{"first_name": None}, {"first_name": None}, {}, {}]) == []


def test_parts_of_a_key_do_not_run_into_one_another(connection: duckdb.DuckDBPyConnection) -> None:
    one = {"first_name": "jo", "last_name": "anne", "city": "hull"}
    other = {"first_name": "joan", "last_name": "ne", "city": "hull"}
    assert candidates(connection, [one, other]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"personal_number": "123456789"}, {"personal_number": "123459999"}),
        ({"personal_number": "123456789"}, {"personal_number": "999956789"}),
        ({"personal_number": "4207977"}, {"personal_number": "4208977"}),
        ({"personal_number": "7963443"}, {"personal_number": "7963543"}),
        (
            {"first_name": "john", "last_name": "hill", "birth_date": "19500304"},
            {"first_name": "hill", "last_name": "john", "birth_date": "19500304"},
        ),
        (
            {"last_name": "hill", "birth_date": "19500304"},
            {"last_name": "hill", "first_name": "rosa", "birth_date": "19500304"},
        ),
        (
            {"house_number": "12", "street": "harbour street", "postal_code": "HU1"},
            {"house_number": "12", "street": "harbor street", "postal_code": "HU1"},
        ),
        (
            {"first_name": "john", "last_name": "hill", "city": "hull"},
            {"first_name": "john", "last_name": "till", "city": "hull"},
        ),
        (
            {"first_name": "john", "last_name": "harbottle", "postal_code": "HU1"},
            {"first_name": "john", "last_name": "harbotle", "postal_code": "HU1"},
        ),
        (
            {"first_name": "john", "last_name": "hill", "birth_date": "19500304"},
            {"first_name": "john", "last_name": "hill", "birth_date": "19500403"},
        ),
        (
            {"first_name": "john", "house_number": "12", "street": "harbour street", "postal_code": "HU1"},
            {"first_name": "john", "house_number": "12", "street": "harbour strete", "postal_code": "UH1"},
        ),
        (
            {"last_name": "hill", "house_number": "12", "street": "harbour street", "postal_code": "HU1"},
            {"last_name": "hill", "house_number": "12", "street": "harbour strete", "postal_code": "UH1"},
        ),
        (
            {"first_name": "john", "last_name": "hill", "house_number": "12", "street": "harbour street"},
            {"first_name": "hill", "last_name": "john", "house_number": "12", "street": "arbour street"},
        ),
    ],
    ids=[
        "number starts",
        "number ends",
        "number before its middle",
        "number behind its middle",
        "names exchanged",
        "birth date",
        "street slip",
        "name slip",
        "name slip, postal code alone",
        "day and month exchanged",
        "first name at a house of two codes",
        "last name at a house of two codes",
        "names exchanged, street slip",
    ],
)
def test_a_single_slip_leaves_a_key_standing(
    connection: duckdb.DuckDBPyConnection, one: dict[str, str], other: dict[str, str]
) -> None:
    assert candidates(connection, [one, other]) == [(1, 2)]


def test_every_key_can_make_a_pair(connection: duckdb.DuckDBPyConnection) -> None:
    full = {
        **JOHN,
        "middle_initial": str(ord("r")),
        "birth_date": "19500304",
        "personal_number": "AB123456C",
        "email_local": "4711",
        "phone": "1",
        "street": "harbour street",
        "house_number": "12",
        "postal_code": "HU11AA",
        "city": "hull",
    }
    lay_traits(connection, [full])
    for name, parts in BLOCKING_KEYS.items():
        present = " and ".join(f"({part}) is not null" for part in parts)
        assert connection.execute(f"select count(*) from traits where {present}").fetchall() == [(1,)], name
