"""`kith run` on a small home: published, then nothing new, then red with the publication untouched, then mended."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from kith.cli import app
from kith.home import Home
from kith.run_log import runs
from orchestration.definitions import defs
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
    result = run(folder, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["outcome"] in ("green", "amber")
    assert report["figures"]["customers"] == 1
    return folder


def test_second_run_has_nothing_new(home: Path) -> None:
    result = run(home, "--json")
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (0, "nothing new")


def test_red_check_leaves_the_publication_and_says_why(home: Path) -> None:
    before = (home / "published/current").resolve()
    broken = home / "landing/shop/b.csv"
    broken.write_text("order,line\no2,l2\n")
    result = run(home)
    assert result.exit_code == 1
    assert "landing/shop/b.csv" in result.stderr
    assert (home / "published/current").resolve() == before
    log = next(runs(Home(home)))
    assert (log.outcome, log.fingerprint) == ("red", "")
    broken.unlink()


def test_red_run_started_by_dagster_is_followed_by_a_run_that_mends(home: Path) -> None:
    broken = home / "landing/shop/b.csv"
    broken.write_text("order,line\no2,l2\n")
    with open_instance(Home(home)) as instance:
        job = defs().resolve_job_def("refresh")
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    log = next(runs(Home(home)))
    assert not result.success
    assert (log.run_id, log.outcome, log.fingerprint) == (result.run_id, "red", "")
    assert "landing/shop/b.csv" in log.messages[0]
    broken.unlink()
    mended = run(home, "--json")
    assert (mended.exit_code, json.loads(mended.stdout)["outcome"]) in {(0, "green"), (0, "amber")}
    logged = [record for record in runs(Home(home)) if record.run_id == json.loads(mended.stdout)["run_id"]]
    assert [record.row_counts["raw_files/order_lines"] for record in logged] == [1]
    assert json.loads(run(home, "--json").stdout)["outcome"] == "nothing new"


def test_verdicts_and_logs_hold_no_personal_value(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        observed = connection.execute("select string_agg(observed || check_name, ' ') from ops.check_results")
        assert "jane" not in str(observed.fetchall()[0][0])
    for log in (home / "dagster").rglob("*"):
        if log.is_file():
            assert b"jane-doe-7" not in log.read_bytes(), log


def test_selected_assets_run_alone_and_are_not_published(home: Path) -> None:
    before = (home / "published/current").resolve()
    result = run(home, "--select", 'key:"staging/stg_files__order_lines"', "--json")
    assert result.exit_code == 0, result.output
    assert (home / "published/current").resolve() == before


def test_selection_of_nothing_is_wrong_use(home: Path) -> None:
    assert run(home, "--select", 'key:"no/such_asset"').exit_code == 2
