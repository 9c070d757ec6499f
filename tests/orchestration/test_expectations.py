"""Great Expectations over measurements: what fails is named, and no value of a row is looked at."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingestion.contracts import Column, RawTable
from orchestration import mart_profile
from orchestration.expectations import SHAPE, USUAL, Band, validate
from orchestration.feed_profile import as_record, profile_feeds

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
def warehouse(tmp_path: Path):
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
