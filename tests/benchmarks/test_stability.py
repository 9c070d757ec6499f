"""Calm of the tiers, counted by hand on a few customers."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.value.stability import Quarter, measure

TABLES = """
create schema marts;
create table marts.dim_customer_tier_history(customer_id varchar, value_tier varchar, valid_from date, valid_to date);
insert into marts.dim_customer_tier_history values
    ('stays', 'new', '2026-01-01', '2026-02-01'), ('stays', 'ideal', '2026-02-01', null),
    ('back', 'core', '2026-01-01', '2026-02-01'), ('back', 'ideal', '2026-02-01', '2026-04-01'),
    ('back', 'core', '2026-04-01', null),
    ('sleeps', 'core', '2026-01-01', '2026-03-01'), ('sleeps', 'dormant', '2026-03-01', '2026-04-01'),
    ('sleeps', 'potential', '2026-04-01', null);
create table marts.fct_customer_value as select date '2026-06-30' as as_of_date;
create table marts.fct_ledger_entries as
select * from (values ('a', false), ('b', false), ('c', false), ('tax', true)) as rows(entry_id, is_memo);
create table marts.fct_earned_entries as
select * from (values
    ('a', 'back', date '2026-03-01', 30.00), ('a', 'back', date '2026-04-01', 10.00),
    ('b', 'sleeps', date '2026-01-01', 90.00), ('c', 'stays', date '2026-05-01', 25.00),
    ('c', 'stays', date '2026-06-01', 15.00), ('tax', 'stays', date '2026-05-01', 99.00)
) as rows(entry_id, customer_id, earned_month, reporting_amount);
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse of three customers and four month-ends."""
    path = tmp_path / "kith.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return path


def test_changes_count_between_two_ranked_month_ends_and_flips_within_three(warehouse: Path) -> None:
    found = measure(warehouse)
    # stays: March, April; back: February to April, there and back; sleeps: February.
    assert (found.customer_months, found.changed, found.flipped) == (6, 2, 1)


def test_a_quarter_is_what_those_ranked_at_its_start_contribute_in_it(warehouse: Path) -> None:
    january, april = measure(warehouse).quarters
    assert (january.ranked, january.ideal, january.contribution, january.of_ideal) == (2, 0, 120.0, 0.0)
    assert april == Quarter(april.start, 3, 1, 50.0, 40.0, 0.0)


def test_a_target_that_is_missed_is_said(warehouse: Path) -> None:
    said = str(measure(warehouse))
    assert "33.333 % change tier in a month (at most 2.0): missed" in said
    assert "23.529 % of the next quarter is the ideal's (at least 45.0): missed" in said
