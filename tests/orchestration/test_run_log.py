"""A run that started and never ended is told of as failed, unless it is the one under way."""

import os
from dataclasses import replace
from pathlib import Path

import duckdb

from kith.home import Home
from kith.run_log import RunRecord, append_run, last_run, runs
from orchestration import summary
from orchestration.instance import open_instance
from orchestration.layers import WAREHOUSE_POOL
from orchestration.run_end import close_killed_runs

STARTED = RunRecord("r1", "2026-06-30T05:00:00+00:00", "", "started", "2026-06-30", process_id=os.getpid())
ENDED = replace(STARTED, outcome="green", finished_at="2026-06-30T05:02:00+00:00", fingerprint="f")


def test_end_of_a_run_completes_its_start(tmp_path: Path) -> None:
    append_run(Home(tmp_path), STARTED)
    append_run(Home(tmp_path), ENDED)
    assert list(runs(Home(tmp_path))) == [ENDED]


def test_start_without_an_end_is_a_failure_that_says_when_it_began(tmp_path: Path) -> None:
    append_run(Home(tmp_path), ENDED)
    append_run(Home(tmp_path), replace(STARTED, run_id="r2"))
    killed = last_run(Home(tmp_path))
    assert killed is not None
    assert (killed.run_id, killed.outcome, killed.fingerprint) == ("r2", "failed", "")
    assert "started at 2026-06-30 05:00 UTC ended without a word" in killed.messages[0]


def test_run_under_way_is_no_failure_but_a_killed_one_before_it_is(tmp_path: Path) -> None:
    home = Home(tmp_path)
    append_run(home, replace(STARTED, process_id=2**22 + 1))
    append_run(home, replace(STARTED, run_id="r2"))
    with home.lock():
        assert [run.run_id for run in runs(home)] == ["r1"]
    assert [run.run_id for run in runs(home)] == ["r2", "r1"]


def test_part_is_amber_by_what_it_checked_itself(tmp_path: Path) -> None:
    with duckdb.connect(str(Home(tmp_path).warehouse)) as connection:
        connection.execute(
            "create schema ops; create table ops.check_results as select * from (values"
            " ('r1', 'volume', 'marts/dim_products', false, 'amber', 'Few rows.'),"
            " ('r2', 'volume', 'staging/stg_files__profiles', false, 'amber', 'Many rows.')"
            ") as checks (run_id, check_name, asset, passed, severity, observed)"
        )
    found = summary.summarise(Home(tmp_path), "r2")
    assert found["amber"] == ["Many rows. (volume on staging/stg_files__profiles)"]
    assert summary.summarise(Home(tmp_path), "r3")["amber"] == []


def test_weights_that_are_not_of_this_homes_records_are_in_the_figures(tmp_path: Path) -> None:
    with duckdb.connect(str(Home(tmp_path).warehouse)) as connection:
        connection.execute(
            "create schema identity; create table identity.models as select 0 as trained_on;"
            " create table identity.record_customers as select * from (values"
            " ('profiles', true, 'person'), ('profiles', false, 'person'), ('profiles', true, 'organisation'),"
            " ('devices', true, 'person')) as records (entity, is_described, customer_kind)"
        )
    said = summary.summarise(Home(tmp_path), "r1")["shipped_weights"]
    assert said.endswith("it takes 500 records of people to learn from, and this home has 1")
    with duckdb.connect(str(Home(tmp_path).warehouse)) as connection:
        connection.execute(
            "insert into identity.record_customers select 'profiles', true, 'person' from range(1000)"
        )
    said = summary.summarise(Home(tmp_path), "r1")["shipped_weights"]
    assert said.endswith("of 1,001 records of people no two are alike to learn from")
    with duckdb.connect(str(Home(tmp_path).warehouse)) as connection:
        connection.execute("update identity.models set trained_on = 600")
    assert summary.summarise(Home(tmp_path), "r1")["shipped_weights"] is None


def test_place_of_a_killed_run_in_a_pool_is_freed_or_every_later_run_would_wait_for_ever(
    tmp_path: Path,
) -> None:
    with open_instance(Home(tmp_path)) as instance:
        storage = instance.event_log_storage
        storage.initialize_concurrency_limit_to_default(WAREHOUSE_POOL)
        storage.claim_concurrency_slot(WAREHOUSE_POOL, "killed", "load_files")
        assert storage.get_concurrency_info(WAREHOUSE_POOL).active_slot_count == 1
        close_killed_runs(Home(tmp_path), instance, "mine")
        assert storage.get_concurrency_info(WAREHOUSE_POOL).active_slot_count == 0
        storage.claim_concurrency_slot(WAREHOUSE_POOL, "mine", "prepare")
        close_killed_runs(Home(tmp_path), instance, "mine")
        assert storage.get_concurrency_info(WAREHOUSE_POOL).active_slot_count == 1
