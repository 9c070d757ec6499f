"""Verdicts: kept once per check, red ones close the gate, none holds a personal value."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import duckdb
import pytest

from kith.home import Home
from orchestration import checks, failure_log
from orchestration.checks import CheckOutcome
from orchestration.defs.publishing.publication import refuse_red
from orchestration.defs.transformation.parts import _raise_if_unbuilt
from orchestration.load_verdicts import judge_load
from orchestration.steps import step
from orchestration.transform import NodeResult, _translate

OPS = """
create schema ops;
create table ops.check_results (run_id varchar, check_name varchar, asset varchar, passed boolean,
    severity varchar, observed varchar, checked_at timestamp);
create table ops.load_reconciliation (source varchar, entry varchar, entity varchar, file varchar,
    rows_read bigint, rows_loaded bigint, rows_repeated bigint, rows_superseded bigint, rows_filtered bigint,
    rows_quarantined bigint, run_id varchar);
create table ops.quarantined_rows (source varchar, entry varchar, entity varchar, file varchar,
    row_number bigint, reason varchar, payload varchar, run_id varchar, quarantined_at timestamp);
create table ops.load_warnings (run_id varchar, source varchar, entry varchar, file varchar, severity varchar,
    kind varchar, message varchar);
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(OPS)
        yield connection


def outcome(name: str, *, passed: bool, severity: checks.Severity = "red") -> CheckOutcome:
    return CheckOutcome(name, "marts/dim_customers", passed, severity, f"{name} was looked at")


def test_latest_verdict_of_a_check_replaces_the_former(warehouse: duckdb.DuckDBPyConnection) -> None:
    checks.record(warehouse, "run 1", [outcome("a", passed=False), outcome("b", passed=True)])
    checks.record(warehouse, "run 2", [outcome("a", passed=True)])
    rows = warehouse.execute("select run_id, check_name, passed from ops.check_results order by 2").fetchall()
    assert rows == [("run 2", "a", True), ("run 1", "b", True)]


def test_gate_opens_only_when_all_is_green_and_complete(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert "have not run" in checks.red_reasons(warehouse)[0]
    checks.record(warehouse, "run", [outcome("a", passed=True), checks.completed()])
    assert checks.red_reasons(warehouse) == []


def test_red_closes_the_gate_and_amber_does_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    amber = outcome("volume", passed=False, severity="amber")
    checks.record(warehouse, "run", [amber, checks.completed()])
    assert checks.red_reasons(warehouse) == []
    checks.record(warehouse, "run", [outcome("tie_out", passed=False)])
    assert checks.red_reasons(warehouse) == ["tie_out was looked at (tie_out on marts/dim_customers)"]
    assert checks.summary(warehouse) == {"green": 1, "amber": 1, "red": 1}


def test_the_gate_is_shut_by_any_reason_and_names_them_all() -> None:
    assert checks.gate([]).passed
    shut = checks.gate(["a.csv is held back", "sums differ"]).to_result()
    assert (shut.passed, shut.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert shut.description == "a.csv is held back\nsums differ"


def test_changed_warehouse_closes_the_gate_again(warehouse: duckdb.DuckDBPyConnection) -> None:
    checks.record(warehouse, "run", [checks.completed()])
    checks.mark_incomplete(warehouse)
    assert checks.red_reasons(warehouse)


def test_whole_run_starts_from_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    checks.record(warehouse, "run", [outcome("gone", passed=False)])
    checks.forget_all(warehouse)
    assert checks.summary(warehouse) == {"green": 0, "amber": 0, "red": 0}


@pytest.mark.parametrize(
    ("severity", "expected"), [("red", dg.AssetCheckSeverity.ERROR), ("amber", dg.AssetCheckSeverity.WARN)]
)
def test_severity_in_dagster(severity: checks.Severity, expected: dg.AssetCheckSeverity) -> None:
    result = outcome("a", passed=False, severity=severity).to_result()
    assert result.severity == expected
    assert result.asset_key == dg.AssetKey(["marts", "dim_customers"])


def verdicts(connection: duckdb.DuckDBPyConnection) -> dict[str, CheckOutcome]:
    return {verdict.name: verdict for verdict in judge_load(connection)}


def test_quiet_load_is_green(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert all(verdict.passed for verdict in judge_load(warehouse))


def test_a_lost_row_is_red_and_names_the_file(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "insert into ops.load_reconciliation values "
        "('shop', 'lines', 'order_lines', 'landing/a.csv', 10, 8, 0, 0, 0, 1, 'run'), "
        "('shop', 'lines', 'order_lines', 'landing/b.csv', 10, 8, 1, 0, 0, 1, 'run')"
    )
    verdict = verdicts(warehouse)["rows_read_are_accounted_for"]
    assert (verdict.passed, verdict.severity) == (False, "red")
    assert verdict.observed.startswith("landing/a.csv: 10 rows read, 9 accounted for; run `kith run --full")


def test_warnings_keep_their_colour(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "insert into ops.load_warnings values "
        "('run', 'shop', 'lines', 'landing/a.csv', 'red', 'held_back', 'landing/a.csv is held back'), "
        "('run', 'shop', 'lines', 'landing/b.csv', 'amber', 'drift', 'landing/b.csv has a new column')"
    )
    found = verdicts(warehouse)
    assert found["no_file_is_refused"].observed == "landing/a.csv is held back"
    assert not found["no_file_is_refused"].passed
    assert found["deliveries_are_as_usual"].severity == "amber"


def test_files_that_were_refused_have_a_line_each(warehouse: duckdb.DuckDBPyConnection) -> None:
    held = [
        ("run", "shop", "lines", f"landing/{name}.csv", "red", "held_back", f"{name} is held back.")
        for name in "ab"
    ]
    warehouse.executemany("insert into ops.load_warnings values (?, ?, ?, ?, ?, ?, ?)", held)
    observed = verdicts(warehouse)["no_file_is_refused"].observed
    assert observed == "a is held back.\nb is held back."
    one, several = (
        "Nothing was published, nothing changes for readers: late",
        ("Nothing was published, nothing changes for readers:\n  a is held back.\n  b is held back."),
    )
    with pytest.raises(dg.Failure) as refused:
        refuse_red([observed])
    assert refused.value.description == several
    with pytest.raises(dg.Failure) as refused:
        refuse_red(["late"])
    assert refused.value.description == one
    refuse_red([])


def test_quarantined_payload_is_in_no_verdict(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "insert into ops.quarantined_rows values "
        "('shop', 'lines', 'order_lines', 'landing/a.csv', 3, 'no number', 'jane@example.com,oops', 'run', null)"
    )
    verdict = verdicts(warehouse)["no_row_is_quarantined"]
    assert (verdict.passed, verdict.severity) == (False, "amber")
    assert verdict.observed.startswith(
        "1 row could not be taken in: 1 of landing/a.csv. `kith quarantine show"
    )


def test_what_waits_for_a_red_test_is_not_built_and_the_tests_own_words_say_why() -> None:
    tested = NodeResult("test.kith.sums", "fail", 3, 0.1, "Got 3 results, configured to fail if != 0")
    waiting = NodeResult("model.kith.rpt_sums", "skipped", 0, 0.0, "")
    red, amber = outcome("sums", passed=False), outcome("days", passed=False, severity="amber")
    with pytest.raises(dg.Failure) as failure:
        _raise_if_unbuilt([tested, waiting], [red, amber, outcome("others", passed=True)])
    assert failure.value.description == (
        "Not built: 1 that builds on what failed. sums was looked at (sums on marts/dim_customers)."
    )
    _raise_if_unbuilt([tested], [red])


OVERFLOW = """Runtime Error in model int_payment_lines_split (models/intermediate/int_payment_lines_split.sql)
  Out of Range Error: Overflow in multiplication of INT64 (30000000000 * 20000000000) of jane@example.com"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    return Home(tmp_path)


def test_of_a_message_only_the_kind_is_told() -> None:
    assert failure_log.kind_of(OVERFLOW) == "Out of Range Error"
    assert failure_log.kind_of("jane 12.50") == "an error"


def test_a_models_error_is_a_kind_and_the_rest_is_the_owners(home: Home) -> None:
    node = SimpleNamespace(unique_id="model.kith.int_payment_lines_split")
    said = SimpleNamespace(node=node, status="error", failures=None, execution_time=0.1, message=OVERFLOW)
    result = _translate(home, said)
    assert result.message == "Out of Range Error"
    with pytest.raises(dg.Failure) as failure:
        _raise_if_unbuilt([result])
    assert "int_payment_lines_split: Out of Range Error. Dagster/failures.log" in str(
        failure.value.description
    )
    log = home.dagster / failure_log.FILE_NAME
    assert "30000000000" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_test_that_failed_names_the_places_that_it_may_name_and_no_value(home: Home) -> None:
    compiled = (
        "-- why\nwith found as (select * from (values ('till', 'GBP', 12.5), ('shop', null, 3), ('till', 'GBP', 1)) "
        "as rows (source, currency, difference)) select * from found"
    )
    config = SimpleNamespace(meta={"named": ["source", "currency"]})
    node = SimpleNamespace(unique_id="test.kith.assert_x", config=config, compiled_code=compiled)
    failed = SimpleNamespace(
        node=node, status="fail", failures=3, execution_time=0.1, message="Got 3 results"
    )
    assert _translate(home, failed).named == ("shop", "till GBP")
    config.meta = {}
    assert _translate(home, failed).named == ()


@pytest.mark.parametrize(
    "fail",
    [
        lambda: duckdb.sql("select cast('jane@example.com 12.50' as integer)").fetchall(),
        lambda: duckdb.sql("select error('order jane-7 of 12.50')").fetchall(),
        lambda: {}["jane-7 12.50"],
    ],
)
def test_errors_become_a_failure_without_values(home: Home, fail: Callable[[], object]) -> None:
    with pytest.raises(dg.Failure) as failure, step("Loading stripe"):
        fail()
    said = str(failure.value.description)
    assert said.startswith("Loading stripe failed: ")
    assert "jane" not in said
    assert "12" not in said
    assert "jane" in (home.dagster / failure_log.FILE_NAME).read_text()


def test_full_disk_is_said_in_a_sentence() -> None:
    with pytest.raises(dg.Failure) as failure, step("Loading stripe"):
        raise OSError(28, "No space left on device")
    assert "disk is full" in str(failure.value.description)
