"""Great Expectations over measurements: what fails is named, and no value of a row is looked at."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingestion.contracts import Column, RawTable
from orchestration import mart_profile
from orchestration.defs.publishing.publication import marts
from orchestration.expectation_process import put_off, validate
from orchestration.expectations import SHAPE, USUAL, Band
from orchestration.feed_profile import as_record, profile_feeds
from orchestration.project import read_manifest

TABLE = RawTable(
    "raw_shop",
    "orders",
    (
        Column("order_id", "text", required=True),
        Column("status", "text", values=("paid", "failed")),
        Column("ordered_at", "timestamp"),
        Column("amount", "money"),
    ),
    key=("order_id",),
)
GOOD = "('o1', 'paid', timestamp '2026-01-01', 12.5)"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema raw_shop")
        connection.execute(
            "create table raw_shop.orders "
            "(order_id varchar, status varchar, ordered_at timestamp, amount decimal(18, 4))"
        )
        yield connection


def judge(connection: duckdb.DuckDBPyConnection, former: dict[str, int] | None = None) -> list[str]:
    profiles = profile_feeds(connection, [TABLE], date(2026, 6, 30), former or {})
    failures = validate("raw_shop", [as_record(profile) for profile in profiles], [*SHAPE, *USUAL])
    return failures.get("raw_shop/orders", [])


def test_empty_feed_is_fine(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert judge(warehouse) == []


@pytest.mark.parametrize(
    ("row", "measure"),
    [
        ("(null, 'paid', timestamp '2026-01-01', 1)", "required_nulls"),
        ("('o2', 'stolen', timestamp '2026-01-01', 1)", "unknown_values"),
        ("('o2', 'paid', timestamp '1875-01-01', 1)", "incredible_times"),
        ("('o2', 'paid', timestamp '2035-01-01', 1)", "incredible_times"),
        ("('o2', 'paid', timestamp '2026-01-01', -20000000)", "largest_amount"),
    ],
)
def test_each_measure_is_noticed(warehouse: duckdb.DuckDBPyConnection, row: str, measure: str) -> None:
    warehouse.execute(f"insert into raw_shop.orders values {GOOD}, {row}")
    assert judge(warehouse) == [measure]


def test_column_gone_is_noticed(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("alter table raw_shop.orders drop column status")
    assert judge(warehouse) == ["missing_columns"]


@pytest.mark.parametrize(("former", "is_usual"), [(2, True), (3, False), (None, True)])
def test_volume_is_held_against_the_last_run(
    warehouse: duckdb.DuckDBPyConnection, former: int | None, is_usual: bool
) -> None:
    warehouse.execute(f"insert into raw_shop.orders values {GOOD}")
    failed = judge(warehouse, {"raw_shop/orders": former} if former else None)
    assert ("growth" not in failed) == is_usual


def test_every_rule_on_marts_has_a_band_and_a_colour() -> None:
    bands = mart_profile.bands(mart_profile.read_rules())
    assert len({band.measure for band in bands}) == len(bands)
    assert all(band.least is not None or band.greatest is not None for band in bands)
    assert {band.severity for band in bands} == {"red", "amber"}


def test_measures_of_other_marts_are_not_judged() -> None:
    records = [{"table": "marts/a", "marts/a.x": 1.0}, {"table": "marts/b", "marts/b.y": 0.0}]
    bands = [Band("marts/a.x", None, 0, "red"), Band("marts/b.y", None, 0, "red")]
    assert validate("marts", records, bands) == {"marts/a": ["marts/a.x"]}


MART = mart_profile.MartContract("marts/fct_visits", ("visit_id", "site", "pages"), ("visit_id", "site"))
PAGES = {"measure": "pages", "sql": "max(pages)", "greatest": 9, "severity": "amber", "says": "{found} pages"}


def judge_mart(
    connection: duckdb.DuckDBPyConnection, rows: str, former: int = 0
) -> tuple[list[str], dict[str, str]]:
    """The measures of a mart with these rows that left their bands, and what the mart's measures say."""
    connection.execute("create schema if not exists marts")
    connection.execute(
        f"create table marts.fct_visits as select * from (values {rows}) rows(visit_id, site, pages)"
    )
    rules = {MART.table: [PAGES]}
    [record] = mart_profile.profile_marts(connection, [MART], rules, {MART.table: former})
    failures = validate("marts", [record], mart_profile.bands(rules))
    return failures.get(MART.table, []), mart_profile.findings(record, [PAGES])


@pytest.mark.parametrize(
    ("rows", "former", "measures"),
    [
        ("('a', 's', 1), ('b', 's', 2)", 0, []),
        ("('a', 's', 1), (null, 's', 2)", 0, ["empty_keys"]),
        ("('a', 's', 1), ('a', 's', 2)", 0, ["repeated_keys"]),
        # DuckDB's hash takes these two for one.
        (
            (
                "('books:subscription:s1041:2026-01-01:service_cost', 's', 1),"
                " ('books:subscription:s1048:2026-04-01:service_cost', 's', 2)"
            ),
            0,
            [],
        ),
        ("('a', 's', 1), ('a', 't', 10)", 0, ["marts/fct_visits.pages"]),
        ("('a', 's', 1)", 19, []),
        ("('a', 's', 1)", 20, ["growth"]),
    ],
)
def test_shape_volume_and_ranges_of_a_mart(
    warehouse: duckdb.DuckDBPyConnection, rows: str, former: int, measures: list[str]
) -> None:
    failed, says = judge_mart(warehouse, rows, former)
    assert failed == measures
    assert all(says[measure] for measure in failed)


def test_columns_of_a_marts_contract_are_there(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "create schema marts; create table marts.fct_visits as select 'a' as visit_id, 1 as pages"
    )
    [record] = mart_profile.profile_marts(warehouse, [MART], {}, {})
    assert validate("marts", [record], mart_profile.bands({})) == {MART.table: ["missing_columns"]}
    [absent] = mart_profile.profile_marts(warehouse, [replace(MART, table="marts/gone")], {}, {})
    assert absent["missing_columns"] == 3


def test_every_mart_is_judged_by_its_key() -> None:
    found = mart_profile.contracts(read_manifest())
    assert [mart.table for mart in found] == marts()
    assert all(mart.key and set(mart.key) <= set(mart.columns) for mart in found)
    assert set(mart_profile.read_rules()) <= set(marts())


def test_a_module_that_is_put_off_is_imported_at_its_first_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seldom_used.py").write_text("import sys\nsys.seldom_used_is_here = True\nanswer = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "seldom_used", raising=False)
    put_off("seldom_used")
    stand_in = importlib.import_module("seldom_used")
    assert not hasattr(sys, "seldom_used_is_here")
    assert (stand_in.answer, stand_in.answer) == (42, 42)
    assert hasattr(sys, "seldom_used_is_here")
    monkeypatch.delattr(sys, "seldom_used_is_here")
