"""The batched event log: everything that the stock storage would have written, in the same files."""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from kith.home import Home
from orchestration.event_log import BatchedSqliteEventLog
from orchestration.instance import open_instance

ASSETS = [dg.AssetSpec(f"asset_{number}") for number in range(30)]
CHECKS = [dg.AssetCheckSpec("is_good", asset=spec.key) for spec in ASSETS]


@dg.multi_asset(specs=ASSETS, check_specs=CHECKS)
def build() -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    for spec in ASSETS:
        yield dg.MaterializeResult(asset_key=spec.key, metadata={"dagster/row_count": 7})
    for check in CHECKS:
        yield dg.AssetCheckResult(asset_key=check.asset_key, check_name=check.name, passed=True)


@dg.asset(deps=ASSETS)
def broken() -> None:
    raise dg.Failure(description="it broke")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def run(instance: dg.DagsterInstance, *assets: dg.AssetsDefinition) -> dg.ExecuteInProcessResult:
    definitions = dg.Definitions(assets=list(assets), executor=dg.in_process_executor)
    return definitions.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=instance, raise_on_error=False
    )


def test_stock_storage_reads_every_event_of_a_finished_run(home: Home) -> None:
    with open_instance(home) as instance:
        result = run(instance, build)
        assert isinstance(instance.event_log_storage, BatchedSqliteEventLog)
    stock = SqliteEventLogStorage(str(home.dagster / "history" / "runs"))
    kinds = [entry.dagster_event.event_type_value for entry in stock.get_logs_for_run(result.run_id)]
    assert kinds.count("ASSET_MATERIALIZATION") == len(ASSETS)
    assert kinds.count("ASSET_CHECK_EVALUATION") == len(CHECKS)
    assert kinds[-1] == dg.DagsterEventType.RUN_SUCCESS.value
    assert set(stock.all_asset_keys()) == {spec.key for spec in ASSETS}


def test_another_reader_sees_a_failed_run_at_once(home: Home) -> None:
    with open_instance(home) as instance:
        result = run(instance, build, broken)
        stock = SqliteEventLogStorage(str(home.dagster / "history" / "runs"))
        kinds = {entry.dagster_event.event_type_value for entry in stock.get_logs_for_run(result.run_id)}
    assert not result.success
    assert {dg.DagsterEventType.STEP_FAILURE.value, dg.DagsterEventType.RUN_FAILURE.value} <= kinds


def test_checks_point_to_the_materialization_they_judged(home: Home) -> None:
    with open_instance(home) as instance:
        first = run(instance, build)
        second = run(instance, build)
        for result in (first, second):
            for evaluation in result.get_asset_check_evaluations():
                target = evaluation.target_materialization_data
                assert target is not None
                assert target.run_id == result.run_id


def test_events_of_two_runs_are_kept_apart(home: Home) -> None:
    with open_instance(home) as instance:
        counts = {len(instance.all_logs(run(instance, build).run_id)) for _ in range(2)}
    assert len(counts) == 1


def test_instance_settings_belong_to_the_home_and_report_nothing(home: Home, tmp_path: Path) -> None:
    before = os.environ.get("DAGSTER_HOME")
    with open_instance(home) as instance:
        assert not instance.telemetry_enabled
        assert instance.root_directory == str(home.dagster)
        assert not instance.nux_enabled
        assert os.environ["KITH_HOME"] == str(tmp_path)
    assert os.environ.get("DAGSTER_HOME") == before
