"""`kith status` tells how things stand, whatever state a home is in."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from ingestion.reference import COST_TABLES
from kith.advice import remember_home
from kith.home import Home
from kith.publishing import rollback
from kith.run_log import Outcome, RunRecord, append_run
from kith.status import read_status, show
from kith.status.facts import StatusFacts
from kith.status.page import print_page
from tests.publishing.hand_made import publish_home


def page(home: Path, width: int = 180) -> str:
    return printed(read_status(home), width)


def printed(facts: StatusFacts, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_page(facts, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def log_run(home: Path, run_id: str, outcome: Outcome, message: str, part: str | None = None) -> None:
    record = RunRecord(
        run_id=run_id,
        started_at="2026-06-30T22:00:00+00:00",
        finished_at="2026-06-30T22:05:00+00:00",
        outcome=outcome,
        as_of="2026-06-30",
        messages=[message],
        part=part,
    )
    append_run(Home.at(home), record)


def test_a_fresh_home_has_a_status(tmp_path: Path) -> None:
    facts = read_status(tmp_path)
    assert facts.publication is None
    assert facts.runs == []
    text = page(tmp_path)
    assert "Nothing yet: `kith run` publishes" in text
    for section in ("Checks", "Quarantine", "Warnings", "How far"):
        assert section not in text, "of what nobody published nothing is said, nor that it is fine"


def test_a_published_home_says_all_that_matters(home: Path) -> None:
    log_run(home, "run-0", "amber", "2 rows in quarantine")
    publish_home(home)
    facts = read_status(home)
    assert facts.publication is not None
    assert facts.publication.as_of == "2026-06-30"
    assert facts.publication.problem is None
    assert facts.checks == {"amber": 1, "green": 1}
    assert [check["check_name"] for check in facts.failed_checks] == ["volume"]
    assert facts.quarantine == [
        {
            "source": "stripe",
            "entry": "charges",
            "file": "landing/stripe/charges.json",
            "reason": "amount: not a number",
            "rows": 1,
        }
    ]
    assert [(line["source"], line["what"], line["days_before_as_of"]) for line in facts.freshness] == [
        ("mailchimp", "newsletter events", 24),
        ("ga4", "web sessions", 25),
        ("zendesk", "support tickets", 60),
    ]
    text = page(home)
    for said in (
        "amber",
        "2 rows in quarantine",
        "23 marts",
        "colour",
        "1 row waits",
        "Checks of the published version, run run-1",
        "landing/stripe/charges.json",
    ):
        assert said in text, said


def test_what_has_a_section_of_its_own_is_said_once_and_files_stay_in_one_piece(home: Path) -> None:
    log_run(home, "run-1", "amber", "")
    publish_home(home)
    file = "landing/subscriptions/europe/balance_transactions_by_account_2026-06.jsonl"
    message = f"{file} has new columns that no mapping names: favourite_tide."
    check = {"severity": "amber", "check_name": "deliveries_are_as_usual", "asset": "ops/load_warnings"}
    warning = {"severity": "amber", "source": "stripe", "entry": None, "file": file, "kind": "drift"}
    quarantined = {"source": "stripe", "entry": "charges", "file": file, "reason": "No number.", "rows": 2}
    facts = replace(
        read_status(home),
        failed_checks=[{**check, "observed": message}],
        warnings=[{**warning, "message": message}],
        quarantine=[quarantined, {**quarantined, "reason": "No time.", "rows": 1}],
    )
    for width in (80, 100):
        text = printed(facts, width)
        assert text.count("favourite_tide") == 1
        assert "see Warnings below" in text
        assert text.count(file) == 2
        assert "  1 row: No time." in text
        assert "2026-06-30 22:05 UTC" in text


def test_no_personal_value_is_told(home: Path) -> None:
    publish_home(home)
    assert "archer" not in page(home).lower()
    assert "archer" not in json.dumps(read_status(home).quarantine).lower()


def test_a_failed_run_shows_beside_the_publication_that_stays(home: Path) -> None:
    publish_home(home)
    log_run(home, "run-1", "green", "")
    log_run(home, "run-2", "red", "Reconciliation differs in one file")
    facts = read_status(home)
    assert [run["outcome"] for run in facts.runs] == ["red", "green"]
    assert facts.publication is not None
    assert facts.publication.run_id == "run-1"
    assert facts.failed_run is not None
    assert (facts.failed_run["run_id"], facts.checks_of) == ("run-2", "run-1")
    text = page(home)
    assert text.count("Reconciliation differs") == 1
    assert text.index("Run run-2 said:") < text.index("Reconciliation differs") < text.index("Published")
    assert "Checks of the published version, run run-1" in text


def test_reasons_are_gone_once_a_run_has_published_again(home: Path) -> None:
    log_run(home, "run-1", "red", "Reconciliation differs in one file")
    log_run(home, "run-2", "green", "")
    log_run(home, "run-3", "nothing new", "")
    publish_home(home)
    assert read_status(home).failed_run is None
    assert "Why the last" not in page(home)


def test_a_part_after_a_red_run_hides_nothing_of_it(home: Path) -> None:
    log_run(home, "run-1", "red", "Reconciliation differs in one file")
    log_run(home, "run-2", "amber", "Its own check is amber", part="group:staging")
    facts = read_status(home)
    assert facts.failed_run is not None
    assert facts.failed_run["run_id"] == "run-1"
    text = page(home)
    for said in ("amber, only group:staging", "- Its own check is amber", "- Reconciliation differs"):
        assert text.count(said) == 1, said
    log_run(home, "run-3", "green", "")
    assert read_status(home).failed_run is None


def test_the_cost_rates_that_are_only_defaults_are_named(home: Path) -> None:
    publish_home(home)
    (home / "costs").mkdir()
    (home / "costs" / "payment_fees.csv").write_text("")
    assert "payment_fees" not in read_status(home).default_costs
    assert "Kith's defaults: default_margins, fulfilment_costs, " in page(home)
    (home / "costs" / "payment_fee.csv").write_text("")
    assert "costs/payment_fee.csv is no cost table and is not read" in page(home)
    for table in COST_TABLES:
        (home / "costs" / f"{table}.csv").write_text("")
    assert "All from this home's costs/." in page(home)


def test_a_home_of_few_records_is_told_that_likely_links_rest_on_shipped_weights_and_why(home: Path) -> None:
    publish_home(home)
    said = (
        "weighed by Kith's shipped weights: it takes 500 records of people to learn from, and this home has 5"
    )
    assert said in page(home)


def test_a_roll_back_is_said_with_the_way_forward(home: Path) -> None:
    publish_home(home)
    newer = publish_home(home, run_id="run-2")
    rollback(home)
    publication = read_status(home).publication
    assert publication is not None
    assert publication.later_versions == [newer.version]
    assert f"`kith publish --to {newer.version}` goes forward again" in page(home)


def test_damage_is_said_with_its_remedy(home: Path) -> None:
    publish_home(home)
    (home / "published" / "current" / "parquet" / "dim_customers.parquet").write_bytes(b"spoilt")
    facts = read_status(home)
    assert facts.publication is not None
    assert facts.publication.damaged == ["parquet/dim_customers.parquet"]
    assert "--rollback" in page(home)
    (home / "published" / "current" / "manifest.json").unlink()
    assert "--rollback" in page(home)


def test_a_run_that_writes_now_is_named(home: Path) -> None:
    with Home.at(home).lock():
        assert read_status(home).running == os.getpid()
    assert read_status(home).running is None


def test_json_holds_the_same_facts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish_home(home)
    show(home, as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert facts["publication"]["version"].startswith("000001-")
    assert facts["checks"] == {"amber": 1, "green": 1}


def test_what_to_type_next_names_the_home_and_every_refused_file_has_a_line(home: Path) -> None:
    log_run(
        home,
        "run-1",
        "red",
        "Nothing was published:\n  a.csv is held back: `kith quarantine accept a.csv`.\n  b.csv.",
    )
    remember_home(Path("elsewhere"))
    try:
        text = page(home)
    finally:
        remember_home(None)
    assert "- a.csv is held back: `kith quarantine accept a.csv --home elsewhere`." in text
    assert "- b.csv." in text
    assert "`kith quarantine list --home elsewhere`" in text
    assert "Nothing yet: `kith run --home elsewhere`" in text
