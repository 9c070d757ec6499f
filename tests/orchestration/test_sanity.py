"""The sanity of the identity map: what it bears, and from where on it speaks."""

from collections.abc import Iterator
from typing import Final

import duckdb
import pytest

from orchestration.checks import CheckOutcome
from orchestration.sanity import RULES, judge_identity


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


def record(entity: str, record_id: str, customer_id: str) -> str:
    """SQL: a record of this customer."""
    return (
        "insert into identity.record_customers (source, entity, record_id, customer_id) "
        f"values ('crm', '{entity}', '{record_id}', '{customer_id}');"
    )


def couples(numbers: range) -> str:
    """SQL: a customer with two profile records for each number."""
    return "".join(
        f"insert into identity.customers (customer_id) values ('couple_{number}');"
        + record("profiles", f"one_{number}", f"couple_{number}")
        + record("profiles", f"other_{number}", f"couple_{number}")
        for number in numbers
    )


def named(numbers: range, names_clash: bool | None) -> str:
    """SQL: a customer for each number, of whose first names this is known."""
    return (
        "insert into identity.customers (customer_id, names_clash) "
        f"select 'named_' || number, {'null' if names_clash is None else names_clash} "
        f"from range({numbers.start}, {numbers.stop}) as numbers(number);"
    )


def decision(customer_id: str) -> str:
    """SQL: a record of this customer that a decision joined to another."""
    return record("profiles", customer_id, customer_id) + (
        "insert into identity.edges (source_a, entity_a, record_id_a, entity_b, identifier_kind, is_accepted) "
        f"values ('crm', 'profiles', '{customer_id}', 'profiles', 'decision', true);"
    )


def people(numbers: range) -> str:
    """SQL: a described record of a person for each number; and of the first one a firm's, and one only pointed to."""
    return (
        "insert into identity.record_customers (source, entity, record_id, customer_id, customer_kind, is_described) "
        "select 'crm', 'profiles', record_id, record_id, kind, is_described from ("
        "select 'person_' || number, 'person', true "
        f"from range({numbers.start}, {numbers.stop}) as numbers(number) union all "
        f"values ('firm{numbers.start}', 'organisation', true), ('seen{numbers.start}', 'person', false)"
        ") as records(record_id, kind, is_described);"
        "insert into identity.customers (customer_id) "
        "select customer_id from identity.record_customers anti join identity.customers using (customer_id);"
    )


def links(count: int, kind: str, probability: float | None = None) -> str:
    """SQL: so many links that hold, and one of a device and one that was stopped, which never count."""
    chance = "null" if probability is None else probability
    return (
        "insert into identity.edges (entity_a, entity_b, identifier_kind, is_accepted, probability) "
        f"select 'profiles', 'profiles', '{kind}', true, {chance} from range({count}) union all "
        "select 'devices', 'profiles', 'device_login', true, null union all "
        "select 'profiles', 'profiles', 'possible', false, 0.6;"
    )


# c_1 has two profiles, c_2 and c_3 one each; c_0 was retired into c_1.
THREE_CUSTOMERS: Final = (
    "insert into identity.customers (customer_id) values ('c_1'), ('c_2'), ('c_3');"
    "insert into identity.redirects values ('c_0', 'c_1', '2026-01-01', null);"
    + record("profiles", "p1", "c_1")
    + record("profiles", "p2", "c_1")
    + record("profiles", "p3", "c_2")
    + record("profiles", "p5", "c_3")
)
# For each rule: its severity, rows that it just bears, rows that break it and no other, and what it then says.
BREAKING: Final = {
    "no_record_has_two_customers": (
        "red",
        2 * record("orders", "o1", "c_1") + record("orders", "o2", "c_2") + record("devices", "o1", "c_2"),
        record("orders", "o1", "c_2"),
        "1 records belong to two customers",
    ),
    "every_record_has_a_living_customer": (
        "red",
        record("orders", "o1", "c_3"),
        record("orders", "o2", "c_0"),
        "1 records belong to a customer who is not living",
    ),
    "no_retired_id_is_living": (
        "red",
        "insert into identity.redirects values ('c_2', 'c_1', '2026-01-01', '2026-02-01');",
        "insert into identity.redirects values ('c_3', 'c_1', '2026-01-01', null);",
        "1 retired ids are living too",
    ),
    "no_customer_has_clashing_birth_dates": (
        "amber",
        record("profiles", "p4", "c_1") + "insert into intermediate.int_profiles_unioned values "
        "('crm', 'p1', '1970-05-04'), ('crm', 'p2', '1970-04-05'), ('crm', 'p3', '1999-12-31');",
        "insert into intermediate.int_profiles_unioned values ('crm', 'p4', '1999-12-31');",
        "1 customers have two birth dates",
    ),
    "share_of_customers_with_two_first_names": (
        "amber",
        named(range(4994), False)
        + named(range(4994, 5000), True)
        + named(range(5000, 6000), None)
        + decision("named_1")
        + decision("named_4999"),
        named(range(6000, 6001), True),
        "6 of 5,001 customers with a named record have two first names that clearly differ",
    ),
    "no_customer_is_a_runaway_cluster": (
        "amber",
        "insert into identity.record_customers (source, entity, record_id, customer_id) "
        "select 'shop', 'profiles', 's' || i, 'c_1' from range(48) as numbers(i);"
        + record("orders", "o1", "c_1"),
        record("profiles", "p51", "c_1"),
        "The largest customer has 51 profile records",
    ),
    "share_of_likely_links": (
        "amber",
        links(10, "email") + links(90, "likely", 0.999),
        links(1, "likely", 0.999),
        "91 of 101 links between records rest on likeness",
    ),
    "identity_model_is_up_to_date": (
        "amber",
        "insert into identity.models values (900, null, 0.02);",
        "update identity.models set drift_share = 0.021;",
        "Training anew would decide 2.1% of likely pairs otherwise",
    ),
    "identity_model_is_not_outgrown": (
        "amber",
        "insert into identity.models values (200, null, 0.0);" + people(range(1000)),
        people(range(1000, 1001)),
        "The model was trained on 200 records and weighs 1,001",
    ),
    "likely_links_expected_to_be_wrong": (
        "amber",
        links(81, "email") + links(19, "likely", 0.9),
        links(2, "likely", 0.9),
        "By their own odds 2 of 102 links between records are expected to be wrong",
    ),
    "share_of_merged_customers": (
        "amber",
        couples(range(37)) + record("orders", "o1", "c_2"),
        couples(range(37, 38)),
        "95.1% of customers have more than one profile record",
    ),
}


def test_an_empty_map_is_sane(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert [outcome.name for outcome in judge_identity(warehouse) if not outcome.passed] == []


@pytest.mark.parametrize("name", BREAKING)
def test_each_rule_bears_what_it_says_and_no_more(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    severity, borne, breaking, said = BREAKING[name]
    warehouse.execute(THREE_CUSTOMERS + borne)
    assert [outcome for outcome in judge_identity(warehouse) if not outcome.passed] == []
    warehouse.execute(breaking)
    (broken,) = [outcome for outcome in judge_identity(warehouse) if not outcome.passed]
    assert (broken.name, broken.severity) == (name, severity)
    assert broken.observed.startswith(said)


def test_every_rule_is_tested_to_break() -> None:
    assert {rule.name for rule in RULES} == BREAKING.keys()


@pytest.mark.parametrize(
    ("exact", "likely", "decided", "is_sane"),
    [(10, 90, 0, True), (9, 91, 0, False), (0, 99, 0, True), (0, 100, 0, False), (9, 90, 50, True)],
    ids=["nine in ten", "more", "too few to judge", "just enough", "decisions are no links"],
)
def test_likely_links_are_counted_and_said_where_hardly_another_holds(
    warehouse: duckdb.DuckDBPyConnection, exact: int, likely: int, decided: int, is_sane: bool
) -> None:
    warehouse.execute(links(exact, "email"))
    warehouse.execute(links(likely, "likely", 0.999))
    warehouse.execute(links(decided, "decision"))
    found = verdict(warehouse, "share_of_likely_links")
    assert found.passed is is_sane
    assert found.severity == "amber"
    assert f"{likely} of {exact + likely} links between records rest on likeness" in found.observed


@pytest.mark.parametrize(("doubtful", "is_sane"), [(19, True), (21, False)])
def test_links_that_are_often_doubtful_are_said(
    warehouse: duckdb.DuckDBPyConnection, doubtful: int, is_sane: bool
) -> None:
    warehouse.execute(links(100 - doubtful, "phone"))
    warehouse.execute(links(doubtful, "likely", 0.9))
    found = verdict(warehouse, "likely_links_expected_to_be_wrong")
    assert found.passed is is_sane
    assert "y their own odds 2 of 100 links" in found.observed


@pytest.mark.parametrize(("clashing", "is_sane"), [(4, True), (5, False)])
def test_a_handful_of_customers_with_two_first_names_is_said(
    warehouse: duckdb.DuckDBPyConnection, clashing: int, is_sane: bool
) -> None:
    warehouse.execute(named(range(10), False) + named(range(10, 10 + clashing), True))
    assert verdict(warehouse, "share_of_customers_with_two_first_names").passed is is_sane


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
