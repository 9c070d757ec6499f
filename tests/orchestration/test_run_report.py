"""What `kith run` says at its end, to a person and beside JSON."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kith.advice import remember_home
from orchestration.run_report import RunReport

FIGURES = {"customers": 2, "tiers": {"ideal": 1, "core": 1}, "verdicts": {"amber": 1, "green": 9}}
CHANGE = {"table": "marts.fct_orders", "rows_before": 3, "rows": 5}


def report(**changes: Any) -> RunReport:
    """A run that published a second time with one amber check."""
    facts: dict[str, Any] = {
        "outcome": "amber",
        "run_id": "run-2",
        "as_of": date(2026, 6, 30),
        "seconds": 1.5,
        "publication": "/home/published/000002-x",
        "has_published": True,
        "changes": [CHANGE],
        "figures": {**FIGURES, "amber": ["landing/[old]/a.csv is late."], "quarantined_rows": 0},
    }
    return RunReport(**{**facts, **changes})


def test_published_run_says_what_changed_and_where_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    report().show()
    said = capsys.readouterr().out
    assert "marts.fct_orders: 5 rows (+2)" in said
    assert "Published    /home/published/000002-x in 1.5 s" in said
    assert "/home/published/000002-x/briefings/briefing.html" in said
    assert "Cost rates" not in said


def test_a_red_run_says_what_it_set_aside(capsys: pytest.CaptureFixture[str]) -> None:
    red = {"outcome": "red", "has_published": False, "reasons": ["a.csv is damaged."]}
    report(**red, figures={"quarantined_rows": 3}).show()
    said = capsys.readouterr()
    assert said.err == "kith: a.csv is damaged.\n"
    assert said.out == "Quarantined  3 rows; see `kith quarantine list`\n"
    report(**red, figures={"quarantined_rows": 1}).show()
    assert capsys.readouterr().out.startswith("Quarantined  1 row; ")
    report(**red, figures={"quarantined_rows": 2, "quarantined_files": 1}).show()
    assert capsys.readouterr().out.startswith("Quarantined  2 rows and 1 whole file; ")
    report(**red, figures={"quarantined_rows": 0}).show()
    assert capsys.readouterr().out == ""


def test_other_values_in_as_many_rows_are_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    report(changes=[CHANGE | {"rows_before": 5}]).show()
    assert "marts.fct_orders: 5 rows (as many, with other values)" in capsys.readouterr().out


def test_first_publication_is_not_a_list_of_changes(capsys: pytest.CaptureFixture[str]) -> None:
    report(changes=[CHANGE | {"rows_before": 0}]).show()
    assert "Built        1 table, 5 rows" in capsys.readouterr().out


def test_names_in_brackets_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    report().show()
    assert "landing/[old]/a.csv is late." in capsys.readouterr().out


def test_default_costs_are_one_line_that_says_how_to_set_them(capsys: pytest.CaptureFixture[str]) -> None:
    report(default_costs=["send_costs", "ad_revenue"]).show()
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Cost rates")]
    assert "send_costs, ad_revenue" in line
    assert "costs/<table>.csv" in line


def test_shipped_weights_are_said_where_they_were_used(capsys: pytest.CaptureFixture[str]) -> None:
    report().show()
    assert "Likely links" not in capsys.readouterr().out
    report(figures={**report().figures, "shipped_weights": "weighed by Kith's shipped weights"}).show()
    assert "Likely links weighed by Kith's shipped weights\n" in capsys.readouterr().out


@pytest.mark.parametrize("publication", ["/home/published/000001-x", None])
def test_part_of_the_job_says_what_ran_and_publishes_nothing(
    capsys: pytest.CaptureFixture[str], publication: str | None
) -> None:
    built = [f"staging/stg_{number}" for number in range(8)]
    report(has_published=False, built=built, publication=publication, changes=[]).show()
    said = capsys.readouterr().out
    assert "Ran          8 assets in 1.5 s: staging/stg_0, " in said
    assert "and 2 more" in said
    assert "Published    nothing" in said
    assert (publication or "readers see nothing yet") in said
    assert "as of" not in said


def test_every_reason_is_on_stderr_and_beside_json_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    red = report(
        outcome="red", has_published=False, reasons=["First.", "Second [b]."], figures={}, exit_code=1
    )
    red.show()
    assert capsys.readouterr().err == "kith: First.\nkith: Second [b].\n"
    red.show_failure()
    assert capsys.readouterr().err == "kith: First. (`reasons` names 1 more.)\n"
    report().show_failure()
    assert capsys.readouterr().err == ""


def test_after_a_rollback_a_version_that_is_not_kept_is_not_offered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(outcome="nothing new", has_published=False, is_rolled_back=True).show()
    said = capsys.readouterr().out
    assert "rolled back" in said
    assert "--to" not in said


def test_what_to_type_next_names_the_home(capsys: pytest.CaptureFixture[str]) -> None:
    remember_home(Path("my [home]"))
    try:
        report(figures={**FIGURES, "amber": ["See `kith check`."] * 9, "quarantined_rows": 2}).show()
        report(outcome="red", has_published=False, reasons=["Run `kith run --full-refresh`."]).show()
    finally:
        remember_home(None)
    said = capsys.readouterr()
    assert "amber See `kith check --home 'my [home]'`." in said.out
    assert "and 3 more; see `kith status --home 'my [home]'`" in said.out
    assert "2 rows; see `kith quarantine list --home 'my [home]'`" in said.out
    assert said.err == "kith: Run `kith run --full-refresh --home 'my [home]'`.\n"
