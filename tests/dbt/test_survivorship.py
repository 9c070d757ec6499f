"""The golden record on a few hand-made people: what stands, by which rule, and what it won against."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from ingestion.entities import ENTITIES
from ingestion.warehouse import store_columns
from orchestration.project import parsed_project
from tests.dbt.conftest import PROJECT, BuiltProject, invoke_dbt

RULES = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["survivorship"]

PROFILES = """
insert into raw_files.profiles (source, record_id, first_name, last_name, email, phone, address_line, city, postal_code,
    address_status, birth_date, updated_at, is_deceased, load_key, load_row_number)
values
    ('bureau', '100', 'J.', 'Lennard', null, '01904 555010', '7 Elm Row', 'York', null,
     'ok', null, '2026-06-01', false, 1, 1),
    ('shop', 'guest:9', 'John', 'Lennard', 'JOHN@Home.example', null, '12 Oak Lane', null, 'LS1 1AA', null,
     '1971-04-02', '2026-05-01', false, 2, 1),
    ('letters', 'L:m', null, null, 'john@letters.example', null, null, null, null,
     null, null, '2026-06-20', false, 3, 1),
    ('shop', '55', 'Mary', 'Moss', 'mary@moss.example', null, '1 Hill', 'Hull', 'HU1',
     'gone_away', null, null, true, 2, 2),
    ('shop', '77', 'Ann', 'Ash', 'ann@ash.example', null, null, null, null, null, null, null, false, 2, 3),
    ('letters', 'L:b', 'Bob', 'Birch', 'bob@birch.example', null, null, null, null, null, null, null, false, 3, 2);
insert into raw_files.consents (source, record_id, profile_record_id, purpose, channel, status, recorded_at, load_key,
                                load_row_number) values
    ('bureau', '1', '100', 'marketing', 'post', 'granted', '2025-01-01', 4, 1),
    ('bureau', '2', '100', 'marketing', 'phone', 'refused', '2025-01-01', 4, 2),
    ('shop', '3', '55', 'marketing', 'email', 'granted', '2025-01-01', 4, 3),
    ('shop', '4', '55', 'marketing', 'post', 'granted', '2025-01-01', 4, 4),
    ('shop', '5', '77', 'marketing', 'email', 'granted', '2025-01-01', 4, 5),
    ('shop', '6', '77', ' Marketing', 'email', 'withdrawn', '2026-01-01', 4, 6),
    ('letters', '7', 'L:b', 'marketing', 'email', 'granted', '2025-01-01', 4, 7);
insert into raw_files.newsletter_memberships (source, record_id, list_id, profile_record_id, status, opted_out_at,
                                              load_key, load_row_number) values
    ('letters', 'L:b', 'L', 'L:b', 'unsubscribed', '2026-01-01', 5, 1);
insert into ops.sources values ('bureau', 'subscriptions', 'files', 'home'), ('shop', 'merchandise', 'files', 'home'),
    ('letters', 'newsletters', 'files', 'home');
insert into identity.customers (customer_id, customer_kind, household_id) values
    ('c_john', 'person', 'h_1'), ('c_mary', 'person', 'h_2'), ('c_void', 'person', 'h_3'),
    ('c_ann', 'person', 'h_4'), ('c_bob', 'person', 'h_5');
insert into identity.record_customers (source, entity, record_id, customer_id, customer_kind) values
    ('bureau', 'profiles', '100', 'c_john', 'person'), ('shop', 'profiles', 'guest:9', 'c_john', 'person'),
    ('letters', 'profiles', 'L:m', 'c_john', 'person'), ('shop', 'profiles', '55', 'c_mary', 'person'),
    ('shop', 'profiles', '77', 'c_ann', 'person'), ('letters', 'profiles', 'L:b', 'c_bob', 'person'),
    ('stripe', 'profiles', 'cus_void', 'c_void', 'person');
"""


@pytest.fixture(scope="module")
def people(
    built_project: BuiltProject, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the built project with a few people in it, built as far as dim_customers."""
    warehouse = tmp_path_factory.mktemp("people") / "warehouse.duckdb"
    warehouse.write_bytes(built_project.warehouse.read_bytes())
    with duckdb.connect(str(warehouse)) as connection:
        for name in ("profiles", "consents", "newsletter_memberships"):
            table = ENTITIES[name].raw_table
            store_columns(connection, table, [column.name for column in table.columns])
        connection.execute(PROFILES)
    models = [
        "int_profiles_unioned", "int_consents_unioned", "int_newsletter_memberships_unioned", "int_record_pointers",
        "int_customer_numbers", "int_customer_records", "int_customers",
        "int_customer_profiles_ranked", "int_customers_golden", "int_newsletter_refusals",
        "int_customer_consents_resolved", "dim_households",
        "dim_customers", "dim_customer_fields",
    ]  # fmt: skip
    invoke_dbt(["run", "--select", *models], warehouse, warehouse.parent / "target", parsed_project())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def one(people: duckdb.DuckDBPyConnection, columns: str, customer_id: str) -> tuple[Any, ...]:
    """Some columns of a customer's golden record."""
    rows = people.execute(
        f"select {columns} from marts.dim_customers where customer_id = ?", [customer_id]
    ).fetchall()
    assert len(rows) == 1
    return tuple(rows[0])


def test_a_full_name_wins_over_an_initial_from_a_more_trusted_source(
    people: duckdb.DuckDBPyConnection,
) -> None:
    assert one(people, "first_name, full_name", "c_john") == ("John", "John Lennard")


def test_an_address_comes_from_one_record_only(people: duckdb.DuckDBPyConnection) -> None:
    assert one(people, "address_line, city, postal_code", "c_john") == ("7 Elm Row", "York", None)


def test_the_more_trusted_address_wins_over_the_more_recent_one(people: duckdb.DuckDBPyConnection) -> None:
    assert one(people, "email, phone", "c_john") == ("john@home.example", "01904 555010")


def test_a_golden_value_names_its_record_its_rule_and_what_it_won_against(
    people: duckdb.DuckDBPyConnection,
) -> None:
    row = people.execute(
        "select value, source, record_id, rule, observed_at::date::text, losing_values from marts.dim_customer_fields "
        "where customer_id = 'c_john' and field = 'email'"
    ).fetchall()
    rule = ", then ".join(RULES["fields"]["email"]["order"])
    assert row == [
        ("john@home.example", "shop", "guest:9", rule, "2026-05-01", "letters: john@letters.example")
    ]


def test_every_golden_value_of_a_customer_is_explained(people: duckdb.DuckDBPyConnection) -> None:
    columns = [column for field in RULES["fields"].values() for column in field["columns"]]
    values = one(
        people, ", ".join(f"{column}::text" for column in columns if column != "birth_year"), "c_john"
    )
    golden = {
        name: value
        for name, value in zip([c for c in columns if c != "birth_year"], values, strict=True)
        if value
    }
    explained = dict(
        people.execute(
            "select field, value from marts.dim_customer_fields where customer_id = 'c_john' and field <> 'birth_year'"
        ).fetchall()
    )
    assert explained == golden


def test_consent_and_reach_decide_together(people: duckdb.DuckDBPyConnection) -> None:
    contactable = "contactable_email, contactable_post, contactable_phone"
    assert one(people, contactable, "c_john") == (None, True, False)
    assert one(people, contactable, "c_mary") == (False, False, False)


def test_a_purpose_in_capitals_is_the_same_purpose(people: duckdb.DuckDBPyConnection) -> None:
    assert one(people, "contactable_email", "c_ann") == (False,)


def test_leaving_a_newsletter_withdraws_an_older_consent_to_mail(people: duckdb.DuckDBPyConnection) -> None:
    assert one(people, "contactable_email", "c_bob") == (False,)


def test_a_customer_that_is_only_pointed_to_has_a_row_without_a_name(
    people: duckdb.DuckDBPyConnection,
) -> None:
    assert one(people, "full_name, email, record_count, contactable_email", "c_void") == (
        None,
        None,
        1,
        False,
    )


def test_rules_name_columns_and_criteria_that_exist(built_project: BuiltProject) -> None:
    columns = set(built_project.models()["dim_customers"]["columns"])
    feeds = {
        "subscriptions",
        "newsletters",
        "merchandise",
        "web_analytics",
        "support",
        "surveys",
        "advocacy",
        "events",
    }
    assert set(RULES["trust"]) == feeds
    for name, field in RULES["fields"].items():
        assert set(field["order"]) <= {"usable", "trust", "recency", "completeness"}, name
        assert set(field["columns"]) - columns <= {"birth_year"}, json.dumps(field)


def test_the_built_warehouse_is_left_as_it_was(
    built_project: BuiltProject, people: duckdb.DuckDBPyConnection
) -> None:
    assert Path(built_project.warehouse).exists()
    with duckdb.connect(str(built_project.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.dim_customers").fetchall() == [(0,)]
