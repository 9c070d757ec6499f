"""`as_of` in the past: the same home, run as of an earlier day, counts nothing that came after it, in any mart.

What is not dated stays: who is who, people's details, and the latest status of a subscription are as known now. Back to
today by a warehouse built anew, all is as it was, and no id has moved (P5).
"""

import shutil
from pathlib import Path

import pytest

from ingestion.entities import ENTITIES
from tests.end_to_end.homes import published_hashes, query, run_kith

PAST = "2026-03-31"
# The midnight after it in London, where summer time has begun, in UTC.
PAST_ENDS = "2026-03-31 23:00:00"
PLANNED = {"subscriptions": "status <> 'pending'", "attendances": "status not in ('registered', 'cancelled')"}
IDS = "select source, entity, record_id, customer_id from marts.bridge_customer_records order by all"
FACTS = {f"fct_{name}": entity.time for name, entity in ENTITIES.items() if entity.time}


@pytest.fixture(scope="module")
def past_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo home, run anew as of an earlier day."""
    home = tmp_path_factory.mktemp("past") / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    run_kith(home, "--as-of", PAST)
    return home


def facts(home: Path) -> dict[str, str]:
    """The facts that are there with the column that says when they happened."""
    there = {table for (table,) in query(home, "select table_name from duckdb_tables()")}
    return {mart: time for mart, time in FACTS.items() if mart in there}


def test_every_fact_of_the_past_is_a_fact_of_the_present_that_had_happened(
    past_home: Path, demo_home: Path
) -> None:
    assert len(facts(past_home)) >= 10
    for mart, time in facts(past_home).items():
        happened = f"{time} < timestamp '{PAST_ENDS}'"
        select = f"select source, record_id from marts.{mart}"
        planned = PLANNED.get(mart.removeprefix("fct_"))
        then = f"{select} where {planned or 'true'}"
        now = f"{select} where {happened}" + (f" and {planned}" if planned else "")
        assert sorted(query(past_home, then)) == sorted(query(demo_home, now)), mart


def test_money_booked_by_then_is_the_same_from_both_days(past_home: Path, demo_home: Path) -> None:
    fed = (
        "select source, currency, entry_type, count(*), sum(amount) from marts.fct_ledger_entries "
        f"where basis = 'fed' and occurred_at < timestamp '{PAST_ENDS}' group by all order by all"
    )
    assert query(past_home, fed) == query(demo_home, fed)
    later = f"select count(*) from marts.fct_ledger_entries where occurred_at >= timestamp '{PAST_ENDS}'"
    assert query(past_home, later) == [(0,)]
    assert query(demo_home, later) != [(0,)]


def test_facts_and_value_agree_on_who_ordered(past_home: Path) -> None:
    unknown = """
        select count(*) from marts.fct_orders as orders
        inner join marts.fct_customer_value as value using (customer_id)
        where orders.quantity > 0 and not orders.is_test and value.order_count = 0
    """
    assert query(past_home, unknown) == [(0,)]
    beyond = f"select count(*) from marts.dim_customers where last_seen_at >= timestamp '{PAST_ENDS}'"
    assert query(past_home, beyond) == [(0,)]


def test_whose_record_it_is_stays_as_known_now(past_home: Path, demo_home: Path) -> None:
    records = (
        "select source, record_id, customer_id from marts.bridge_customer_records "
        "where entity = 'profiles' and is_current order by all"
    )
    assert query(past_home, records) == query(demo_home, records)


def test_full_refresh_gives_todays_marts_again_and_moves_no_id(past_home: Path, demo_home: Path) -> None:
    """Last: it takes the home back to today."""
    run_kith(past_home, "--full-refresh")
    assert published_hashes(past_home) == published_hashes(demo_home)
    assert query(past_home, IDS) == query(demo_home, IDS)
