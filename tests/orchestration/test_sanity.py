"""The sanity of the identity map: what it bears, and from where on it speaks."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.checks import CheckOutcome
from orchestration.sanity import judge_identity


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """An identity map of nobody."""
    from kith.identity.tables import create_identity_tables

    with duckdb.connect() as connection:
        create_identity_tables(connection)
        connection.execute(
            "create schema intermediate; create table intermediate.int_profiles_unioned "
            "(source varchar, record_id varchar, birth_date date)"
        )
        yield connection


def verdict(connection: duckdb.DuckDBPyConnection, name: str) -> CheckOutcome:
    (found,) = [outcome for outcome in judge_identity(connection) if outcome.name == name]
    return found


def link(
    connection: duckdb.DuckDBPyConnection, count: int, kind: str, probability: float | None = None
) -> None:
    """So many links that hold, and one of a device and one that was stopped, which never count."""
    connection.execute(
        "insert into identity.edges (entity_a, entity_b, identifier_kind, is_accepted, probability) "
        "select 'profiles', 'profiles', $kind, true, $probability from range($count) union all "
        "select 'devices', 'profiles', 'device_login', true, null union all "
        "select 'profiles', 'profiles', 'possible', false, 0.6",
        {"kind": kind, "probability": probability, "count": count},
    )


def test_an_empty_map_is_sane(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert [outcome.name for outcome in judge_identity(warehouse) if not outcome.passed] == []


@pytest.mark.parametrize(
    ("exact", "likely", "decided", "is_sane"),
    [(10, 90, 0, True), (9, 91, 0, False), (0, 99, 0, True), (0, 100, 0, False), (9, 90, 50, True)],
    ids=["nine in ten", "more", "too few to judge", "just enough", "decisions are no links"],
)
def test_likely_links_are_counted_and_said_where_hardly_another_holds(
    warehouse: duckdb.DuckDBPyConnection, exact: int, likely: int, decided: int, is_sane: bool
) -> None:
    link(warehouse, exact, "email")
    link(warehouse, likely, "likely", 0.999)
    link(warehouse, decided, "decision")
    found = verdict(warehouse, "share_of_likely_links")
    assert found.passed is is_sane
    assert found.severity == "amber"
    assert f"{likely} of {exact + likely} links between records rest on likeness" in found.observed


@pytest.mark.parametrize(("doubtful", "is_sane"), [(19, True), (21, False)])
def test_links_that_are_often_doubtful_are_said(
    warehouse: duckdb.DuckDBPyConnection, doubtful: int, is_sane: bool
) -> None:
    link(warehouse, 100 - doubtful, "phone")
    link(warehouse, doubtful, "likely", 0.9)
    found = verdict(warehouse, "likely_links_expected_to_be_wrong")
    assert found.passed is is_sane
    assert "y their own odds 2 of 100 links" in found.observed


@pytest.mark.parametrize(
    ("other_date", "is_sane"),
    [
        ("1970-05-04", True),
        ("1970-05-05", True),
        ("1970-04-05", True),
        ("1970-05-17", False),
        ("1971-04-05", False),
        (None, True),
    ],
    ids=["equal", "one digit", "day and month exchanged", "another day", "another year too", "unknown"],
)
def test_birth_dates_clash_beyond_a_slip_of_the_pen(
    warehouse: duckdb.DuckDBPyConnection, other_date: str | None, is_sane: bool
) -> None:
    for record, birth_date in (("r1", "1970-05-04"), ("r2", other_date)):
        warehouse.execute(
            "insert into identity.record_customers (source, entity, record_id, customer_id) "
            "values ('crm', 'profiles', $1, 'c_1')",
            [record],
        )
        warehouse.execute(
            "insert into intermediate.int_profiles_unioned values ('crm', $1, $2)", [record, birth_date]
        )
    assert verdict(warehouse, "no_customer_has_clashing_birth_dates").passed is is_sane
