"""The content hash sees every fact and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import KithError
from kith.publishing import content_hash
from tests.publishing.hand_made import WAREHOUSE_SQL


@pytest.fixture(scope="module")
def shared_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(WAREHOUSE_SQL)
        yield connection


@pytest.fixture
def warehouse(shared_warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The hand-made warehouse, in a transaction that ends with the test."""
    shared_warehouse.execute("begin")
    yield shared_warehouse
    shared_warehouse.execute("rollback")


def changed_tables(connection: duckdb.DuckDBPyConnection, *statements: str) -> set[str]:
    """Tables whose hash the statements change."""
    before = content_hash(connection)
    for statement in statements:
        connection.execute(statement)
    after = content_hash(connection)
    assert before.keys() == after.keys()
    return {table for table in before if before[table] != after[table]}


def test_hash_is_the_same_twice(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changed_tables(warehouse) == set()


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        (
            "update marts.fct_ledger_entries set amount = amount + 0.01 where entry_id = 'l1'",
            "fct_ledger_entries",
        ),
        ("delete from marts.fct_ledger_entries where entry_id = 'l1'", "fct_ledger_entries"),
        ("insert into marts.fct_ledger_entries from marts.fct_ledger_entries limit 1", "fct_ledger_entries"),
        ("insert into marts.fct_ledger_entries from marts.fct_ledger_entries", "fct_ledger_entries"),
        ("update marts.dim_customers set city = '' where city is null", "dim_customers"),
        ("update marts.fct_web_sessions set engaged_seconds = 321.124", "fct_web_sessions"),
        ("update marts.fct_order_lines set ordered_at = ordered_at + interval 1 second", "fct_order_lines"),
        (
            "update marts.fct_ledger_entries set customer_id = 'c_jane' where entry_id = 'l1'",
            "fct_ledger_entries",
        ),
        (
            "update marts.fct_ledger_entries set beneficiary_customer_id = null where entry_id = 'l1'",
            "fct_ledger_entries",
        ),
        (
            "update marts.dim_customers set household_id = 'h_mary' where customer_id = 'c_jane'",
            "dim_customers",
        ),
        ("alter table marts.dim_products add column brand text", "dim_products"),
    ],
)
def test_one_fact_changes_the_hash_of_its_table(
    warehouse: duckdb.DuckDBPyConnection, statement: str, table: str
) -> None:
    changed = changed_tables(warehouse, statement)
    # Who lives in a household is also what the household's id stands for.
    assert changed - {"dim_households"} == {table}


def test_one_link_changes_every_table_that_it_moves(warehouse: duckdb.DuckDBPyConnection) -> None:
    changed = changed_tables(
        warehouse,
        "update marts.bridge_customer_records set customer_id = 'c_jane' where record_id = 'guest:9001'",
        "update marts.fct_order_lines set customer_id = 'c_jane' where profile_record_id = 'guest:9001'",
    )
    assert {"bridge_customer_records", "fct_order_lines"} <= changed


def test_values_do_not_run_into_their_neighbours(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("create table marts.pairs as select 'ab' as first, 'c' as second")
    assert changed_tables(warehouse, "update marts.pairs set first = 'a', second = 'bc'") == {"pairs"}


def test_order_of_rows_and_columns_is_no_fact(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert (
        changed_tables(
            warehouse,
            "create or replace table marts.dim_customers as"
            " select email, * exclude (email) from marts.dim_customers order by random()",
            "create or replace table marts.fct_ledger_entries as from marts.fct_ledger_entries"
            " order by entry_id desc",
        )
        == set()
    )


def test_renamed_customers_and_households_are_no_fact(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = warehouse.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'marts'"
        " and (column_name like '%customer_id' or column_name like '%household_id')"
    ).fetchall()
    assert len(columns) > 15
    renamed = changed_tables(
        warehouse,
        *(f"update marts.{table} set {column} = md5({column})" for table, column in columns),
    )
    assert renamed == set()


def test_bookkeeping_is_no_fact(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("alter table marts.dim_products add column loaded_at timestamp")
    warehouse.execute("alter table marts.dim_products add column run_id text")
    assert (
        changed_tables(
            warehouse, "update marts.dim_products set loaded_at = now()::timestamp, run_id = 'run-2'"
        )
        == set()
    )


def test_redirects_are_what_kith_believed_and_no_fact(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert "dim_customer_redirects" not in content_hash(warehouse)
    assert changed_tables(warehouse, "delete from marts.dim_customer_redirects") == set()


def test_a_retired_id_stands_for_its_living_customer(warehouse: duckdb.DuckDBPyConnection) -> None:
    retired = "update marts.fct_ledger_entries set customer_id = 'c_old_john' where entry_id = 'l1'"
    assert changed_tables(warehouse, retired) == set()


def test_doubles_count_to_nine_digits(warehouse: duckdb.DuckDBPyConnection) -> None:
    nudge = "update marts.fct_web_sessions set engaged_seconds = engaged_seconds + 1e-9"
    assert changed_tables(warehouse, nudge) == set()
    warehouse.execute("create table marts.zeros as select 0.0::double as number, [0.1::double] as numbers")
    assert changed_tables(warehouse, "update marts.zeros set number = -0.0::double") == set()
    assert changed_tables(warehouse, "update marts.zeros set numbers = [0.1::double + 1e-12]") == set()
    assert changed_tables(warehouse, "update marts.zeros set numbers = [0.2::double]") == {"zeros"}


def test_session_settings_are_no_fact(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "create table marts.zoned as select timestamptz '2026-03-29 01:30:00+00' as happened_at"
    )
    assert changed_tables(warehouse, "set timezone = 'Pacific/Auckland'", "set threads = 1") == set()


def test_a_lost_bridge_is_said(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("drop table marts.bridge_customer_records")
    with pytest.raises(KithError, match="bridge_customer_records"):
        content_hash(warehouse)


def test_a_read_only_file_can_be_hashed(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        assert len(content_hash(connection)) > 15
