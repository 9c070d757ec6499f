"""`kith run` on a small home: published, then nothing new, then red with the publication untouched, then mended."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from typer.testing import CliRunner, Result

from kith.cli import app
from kith.home import Home
from kith.publishing import go_to, rollback
from kith.run_log import last_run, runs
from orchestration.checks import GATE
from orchestration.definitions import defs
from orchestration.defs.automation.schedules import customer_day
from orchestration.instance import open_instance

FEEDS = """
as_of: 2026-06-30
reporting_currency: GBP
sources:
  - name: shop
    feed: merchandise
    connector: files
    files:
      - path: landing/shop/*.csv
        entity: order_lines
        columns:
          order_id: order
          record_id: line
          profile_record_id: customer
          ordered_at: day
          quantity: quantity
          line_amount: amount
          currency: "'GBP'"
"""
FAILURES = "dagster/failures.log"
HEADER = "order,line,customer,day,quantity,amount\n"


def run(home: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["run", "--home", str(home), *options])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has been published once."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "landing" / "shop").mkdir(parents=True)
    (folder / "feeds.yml").write_text(FEEDS)
    (folder / "landing/shop/a.csv").write_text(HEADER + "o1,l1,jane-doe-7,2026-05-01,1,12.50\n")
    result = run(folder)
    assert result.exit_code == 0, result.output
    (folder / "first_run.stdout").write_text(result.stdout)
    (folder / "first_run.stderr").write_text(result.stderr)
    return folder


@pytest.fixture(scope="module")
def red(home: Path) -> Result:
    """What a run says where the home's one file is gone, and another cannot be read; all is mended afterwards."""
    (home / "first_publication").write_text(str((home / "published/current").resolve()))
    broken, gone = home / "landing/shop/b.csv", home / "landing/shop/a.csv"
    broken.write_text("jane-doe-7,1250.4711\no2,l2\n")
    gone.rename(home / "a.csv")
    result = run(home, "--json")
    broken.unlink()
    (home / "a.csv").rename(gone)
    return result


def test_first_run_says_what_it_made_and_that_costs_are_defaults(home: Path) -> None:
    said = (home / "first_run.stdout").read_text()
    assert "Customers    1" in said
    assert "Published    " in said
    (costs,) = [line for line in said.splitlines() if line.startswith("Cost rates")]
    assert "support_costs" in costs
    assert "costs/<table>.csv" in costs


def test_connectors_that_the_home_lacks_make_their_tables_unseen(home: Path) -> None:
    shown = (home / "first_run.stderr").read_text()
    assert "Loading files" in shown
    assert "Loading stripe" not in shown
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        assert connection.execute("select count(*) from raw_stripe.charges").fetchall() == [(0,)]


def test_second_run_has_nothing_new(home: Path) -> None:
    result = run(home, "--json")
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (0, "nothing new")


def test_red_check_leaves_the_publication_and_says_why(home: Path, red: Result) -> None:
    assert red.exit_code == 1
    (reason,) = json.loads(red.stdout)["reasons"]
    assert "\n  landing/shop/b.csv is in quarantine as a whole" in reason
    assert "\n  Nothing is left of shop/order_lines, of which readers have 1 row:" in reason
    assert red.stderr == f"kith: {reason}\n"
    assert (home / "published/current").resolve() == Path((home / "first_publication").read_text())
    log = next(runs(Home(home)))
    assert (log.run_id, log.outcome, log.fingerprint) == (json.loads(red.stdout)["run_id"], "red", "")
    assert log.messages == [reason]


def test_red_run_is_stopped_by_its_last_check_and_does_not_begin_to_publish(home: Path, red: Result) -> None:
    with open_instance(Home(home)) as instance:
        events = instance.all_logs(json.loads(red.stdout)["run_id"])
    happened = [event.dagster_event for event in events if event.dagster_event]
    evaluation = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    checked = [event.asset_check_evaluation_data for event in happened if event.event_type == evaluation]
    [gate] = [found for found in checked if found.asset_check_key.name == GATE]
    assert (gate.passed, gate.blocking) == (False, True)
    assert "landing/shop/b.csv" in str(gate.description)
    assert "publish" not in {event.step_key for event in happened if event.is_step_start}


def test_verdicts_logs_and_terminal_hold_no_value_of_a_row(
    home: Path, red: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that nobody can read, then a database that quotes the row it fails on, an id and an amount."""

    def quote_a_row(*_: object) -> None:
        duckdb.sql("select error('Overflow in multiplication (jane-doe-7 * 1250.4711)')").fetchall()

    with monkeypatch.context() as patched:
        patched.setattr("orchestration.transform.invoke", quote_a_row)
        results = [red, run(home)]
    assert [result.exit_code for result in results] == [1, 1]
    assert "Bringing every source into one shape failed: Invalid Input Error; " in results[1].stderr
    said = [text.encode() for result in results for text in (result.stdout, result.stderr)]
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        observed = connection.execute("select string_agg(observed || check_name, ' ') from ops.check_results")
        said.append(str(observed.fetchall()[0][0]).encode())
    private = home / FAILURES
    said += [log.read_bytes() for log in (home / "dagster").rglob("*") if log.is_file() and log != private]
    for text in said:
        assert b"jane" not in text
        assert b"1250.4711" not in text
    assert "1250.4711" in private.read_text()
    assert private.stat().st_mode & 0o777 == 0o600


def test_red_run_is_followed_by_a_run_that_mends(home: Path, red: Result) -> None:
    mended = run(home, "--json")
    assert not (home / FAILURES).exists(), "what an earlier run failed by"
    assert json.loads(mended.stdout)["has_published"]
    assert (mended.exit_code, json.loads(mended.stdout)["outcome"]) in {(0, "green"), (0, "amber")}
    logged = [record for record in runs(Home(home)) if record.run_id == json.loads(mended.stdout)["run_id"]]
    assert [record.row_counts["raw_files/order_lines"] for record in logged] == [1]
    assert json.loads(run(home, "--json").stdout)["outcome"] == "nothing new"


def test_after_a_rollback_both_ways_forward_are_said(home: Path) -> None:
    latest = (home / "published/current").resolve().name
    rollback(home)
    said = run(home).stdout
    assert f"`kith publish --to {latest} --home {home}`" in said
    assert f"`kith run --full-refresh --home {home}`" in said
    go_to(home, latest)
    assert "rolled back" not in run(home).stdout


def publish_on(home: Path, as_of: str, tags: dict[str, str]) -> str:
    """Run the publishing step as a schedule would; returns the briefing's page."""
    with open_instance(Home(home)) as instance:
        job = defs().resolve_job_def("refresh")
        result = job.execute_in_process(
            instance=instance,
            run_config={"resources": {"run": {"config": {"as_of": as_of}}}},
            asset_selection=[
                dg.AssetKey(["published", "warehouse"]),
                dg.AssetKey(["published", "briefing"]),
            ],
            tags=tags,
        )
    assert result.success
    return (home / "published/current/briefings/briefing.html").read_text(encoding="utf-8")


def customer_day_request() -> dg.RunRequest:
    """What the schedule asks for on a customer day."""
    third_thursday = datetime(2026, 7, 16, 6, tzinfo=UTC)
    request = customer_day(dg.build_schedule_context(scheduled_execution_time=third_thursday))
    assert isinstance(request, dg.RunRequest)
    return request


def test_customer_day_briefing_compares_with_the_last_customer_day(home: Path) -> None:
    tags = dict(customer_day_request().tags)
    assert "This is the first customer day" in publish_on(home, "2026-07-16", tags)
    assert "customer day" not in publish_on(home, "2026-10-14", {})
    assert "Against the customer day of 16 July 2026." in publish_on(home, "2026-10-15", tags)


@pytest.mark.parametrize(
    "select",
    [
        "group:raw",
        "group:staging",
        "group:intermediate_by_customer",
        "group:marts",
        'key:"marts/dim_products"',
    ],
)
def test_every_part_can_be_selected_and_counts_as_no_failure(home: Path, select: str) -> None:
    result = run(home, "--select", select)
    assert result.exit_code == 0, result.output
    logged = last_run(Home(home))
    assert logged is not None
    assert logged.outcome != "red"
    assert logged.part == select


def test_a_part_of_a_warehouse_that_is_not_there_is_refused_in_one_sentence(
    home: Path, tmp_path: Path
) -> None:
    shutil.copy(home / "feeds.yml", tmp_path / "feeds.yml")
    (tmp_path / "landing").mkdir()
    result = run(tmp_path, "--select", "group:raw")
    assert result.exit_code == 2
    assert result.stderr.count("This home has no warehouse yet: run the whole job once") == 1


def test_selected_assets_run_alone_and_are_not_published(home: Path) -> None:
    before = (home / "published/current").resolve()
    result = run(home, "--select", 'key:"staging/stg_files__order_lines"')
    assert result.exit_code == 0, result.output
    assert (home / "published/current").resolve() == before
    assert "Ran          1 asset in " in result.stdout
    assert "staging/stg_files__order_lines" in result.stdout
    assert "Published    nothing" in result.stdout


@pytest.mark.parametrize("select", ['key:"no/such_asset"', "nothing_such", 'key:"unclosed'])
def test_selection_of_nothing_is_wrong_use_in_one_sentence(home: Path, select: str) -> None:
    result = run(home, "--select", select)
    assert result.exit_code == 2
    assert f"kith: --select {select} names nothing that a run makes: a group is written" in result.stderr


def test_selection_that_cuts_through_a_step_is_wrong_use_in_one_sentence(home: Path) -> None:
    result = run(home, "--select", 'key:"published/briefing"')
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "runs whole" in result.stderr
