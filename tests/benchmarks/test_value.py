"""The judge of the value benchmark on rows of our own, and the floor on a small world: no money gets lost in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.value import floor
from benchmarks.value.models import Layer
from benchmarks.value.results import RESULTS, compare
from benchmarks.value.world import World

WHALE_CURVE = "(values (1, 10.00), (2, 7.50)) as rows(percentile, contribution_profit_12m)"
OTHERS = [result.model for result in RESULTS if result.model != "rpt_whale_curve"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the floor makes of 200 customers, their books attached as `books`."""
    folder = tmp_path_factory.mktemp("value")
    world = World(200, 2_500, folder)
    world.make()
    floor.main(world.file, folder)
    with duckdb.connect(str(folder / floor.RESULT), read_only=True) as connection:
        connection.execute(f"attach '{world.file}' as books (read_only)")
        yield connection


def number(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    """The one cell of a query."""
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("(2, 7.50), (1, 10.00)", "2 rows, all equal"),
        (
            "(1, 10.00), (2, 7.51)",
            "2 rows; 0 only by hand, 0 only in the model; differing: contribution_profit_12m 1",
        ),
        ("(1, 10.00), (3, 7.50)", "3 rows; 1 only by hand, 1 only in the model; differing: nothing else"),
    ],
)
def test_a_difference_is_told_by_row_and_column(tmp_path: Path, model: str, said: str) -> None:
    with duckdb.connect(str(tmp_path / "floor.duckdb")) as connection:
        connection.execute(f"create table whale_curve as select * from {WHALE_CURVE}")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        rows = f"(values {model}) as rows(percentile, contribution_profit_12m)"
        connection.execute(f"create schema marts; create table marts.rpt_whale_curve as select * from {rows}")
    (difference,) = compare(tmp_path / "floor.duckdb", tmp_path / "warehouse.duckdb", OTHERS)
    assert str(difference) == f"rpt_whale_curve: {said}"
    assert difference.is_equal == said.endswith("all equal")


def test_the_floor_loses_no_money_of_the_ledger(small: duckdb.DuckDBPyConnection) -> None:
    by_customer = "select sum(contribution_profit + deferred_balance) from customer_value"
    ledger = """
        select sum(reporting_amount)
        from books.intermediate.int_ledger_entries as ledger
        semi join books.intermediate.int_customer_records as records
            on ledger.source = records.source and ledger.profile_record_id = records.record_id
        where not is_memo
    """
    assert number(small, by_customer) == number(small, ledger)


def test_the_floors_bridge_closes_on_what_customers_earned_us(small: duckdb.DuckDBPyConnection) -> None:
    open_lines = """
        select count(*) from year_on_year_bridge
        where net_revenue_before + volume + price + discount + refund <> net_revenue
    """
    assert number(small, open_lines) == 0
    of_customers = "select sum(net_revenue) from year_on_year_bridge where movement <> 'unattributed'"
    assert number(small, of_customers) == number(small, "select sum(net_revenue_12m) from customer_value")


def test_the_replay_is_a_step_between_value_and_what_follows_from_the_tiers() -> None:
    layer = Layer(
        {
            "fct_customer_value": frozenset({"int_customer_value", "int_customer_tiers"}),
            "int_customer_tiers": frozenset({"int_tier_replay"}),
            "dim_customer_tier_history": frozenset({"int_tier_replay"}),
            "int_tier_replay": frozenset({"int_customer_value"}),
            "int_customer_value": frozenset(),
        }
    )
    assert layer.steps() == {
        "value": ["int_customer_value"],
        "replay": ["dim_customer_tier_history", "int_tier_replay"],
        "present": ["fct_customer_value", "int_customer_tiers"],
    }
