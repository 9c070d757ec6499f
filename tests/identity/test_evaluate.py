"""Evaluation against figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.errors import UsageError
from kith.cli import app
from kith.identity.evaluate import evaluate, evaluation_text
from tests.identity.world import World

TRUTH = """source,entity,record_id,person_id,household_id
shop,profiles,1,john,smith
shop,profiles,2,john,smith
shop,profiles,3,john,smith
shop,profiles,4,jane,smith
shop,profiles,5,rosa,diaz
shop,profiles,gone,rosa,diaz
ga4,devices,tablet,john,smith
ga4,devices,kiosk,,
"""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """Five records: 1 and 2 joined rightly, 4 (Jane, unnamed) joined to 3 wrongly, 3 apart from 1 though a phone is
    shared with 2's hub. Customers: {1, 2}, {3, 4}, {5}, and the truth's record `gone` is nowhere."""
    world = World(tmp_path_factory.mktemp("judged"))
    world.person("shop", "1", first_name="John", email="john@tide.example", login_id="L1")
    world.person("shop", "2", first_name="John", email="john@tide.example", phone="020 7946 0001")
    world.person("shop", "3", first_name="John", phone="020 7946 0002", address_line="1 High St", city="Hull")
    world.person("shop", "4", phone="020 7946 0002")
    world.person("shop", "5", first_name="Rosa")
    world.login("tablet", "L1")
    world.login("kiosk", "L1")
    world.resolve()
    truth = world.folder / "records.csv"
    truth.write_text(TRUTH, encoding="utf-8")
    return world, truth


def test_pairwise_figures(judged: tuple[World, Path]) -> None:
    world, truth = judged
    pairwise = evaluate(world.warehouse, truth)["pairwise"]
    # found {1,2} and {3,4}; true are three pairs of john and one of rosa; right is {1,2}
    assert (pairwise["correct"], pairwise["found"], pairwise["true"]) == (1, 2, 4)
    assert pairwise["precision"] == 0.5
    assert pairwise["recall"] == 0.25
    assert pairwise["f1"] == pytest.approx(1 / 3)


def test_b_cubed_figures(judged: tuple[World, Path]) -> None:
    world, truth = judged
    b_cubed = evaluate(world.warehouse, truth)["b_cubed"]
    assert b_cubed["precision"] == pytest.approx((1 + 1 + 0.5 + 0.5 + 1 + 1) / 6)
    assert b_cubed["recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 0.5 + 0.5) / 6)


def test_ceiling_counts_what_exact_values_could_join(judged: tuple[World, Path]) -> None:
    world, truth = judged
    ceiling = evaluate(world.warehouse, truth)["ceiling"]
    assert ceiling == {"reachable_pairs": 1, "recall_ceiling": 0.25, "share_of_ceiling": 1.0}


def test_people_households_and_devices(judged: tuple[World, Path]) -> None:
    world, truth = judged
    metrics = evaluate(world.warehouse, truth)
    assert metrics["records"] == {"judged": 6, "missing": 1, "persons": 3, "customers": 4}
    assert metrics["people"] == {
        "mixed_customers": 1,
        "split_persons": 2,
        "false_pairs": 1,
        "false_pairs_in_household": 1,
    }
    assert metrics["devices"] == {
        "correct": 1,
        "found": 2,
        "true": 1,
        "precision": 0.5,
        "recall": 1.0,
        "f1": 2 / 3,
    }
    assert (metrics["households"]["found"], metrics["households"]["true"]) == (0, 1)


def test_the_ceiling_reaches_through_devices(world: World) -> None:
    world.person("shop", "1", first_name="John", login_id="L1")
    world.person("mailchimp", "l:1", first_name="John")
    world.member("l:1", "click")
    world.login("tablet", "L1")
    world.click("tablet", "click")
    world.resolve()
    truth = world.folder / "records.csv"
    truth.write_text(
        "source,entity,record_id,person_id,household_id\nshop,profiles,1,john,h\nmailchimp,profiles,l:1,john,h\n"
        "ga4,devices,tablet,john,h\n",
        encoding="utf-8",
    )
    assert evaluate(world.warehouse, truth)["ceiling"]["recall_ceiling"] == 1.0


def test_the_text_holds_the_figures(judged: tuple[World, Path]) -> None:
    world, truth = judged
    text = evaluation_text(evaluate(world.warehouse, truth))
    assert "0.5000" in text and "0.2500" in text
    assert "6 records of 3 persons became 4 customers" in text


def test_a_perfect_map_of_nothing_scores_one(world: World) -> None:
    world.resolve()
    truth = world.folder / "records.csv"
    truth.write_text("source,entity,record_id,person_id,household_id\n", encoding="utf-8")
    metrics = evaluate(world.warehouse, truth)
    assert metrics["pairwise"]["precision"] == metrics["b_cubed"]["recall"] == 1.0


def test_a_wrong_truth_file_is_wrong_use(judged: tuple[World, Path], tmp_path: Path) -> None:
    world, truth = judged[0], tmp_path / "records.csv"
    truth.write_text("source,record_id\n", encoding="utf-8")
    with pytest.raises(UsageError, match="lacks the column entity"):
        evaluate(world.warehouse, truth)
    with pytest.raises(UsageError, match="does not exist"):
        evaluate(world.warehouse, truth.with_name("none.csv"))


def test_the_folder_of_the_truth_names_the_truth(tmp_path: Path) -> None:
    """With it the command comes as far as the publication, which is missing here; without, it says what it wants."""
    (tmp_path / "feeds.yml").write_text("reporting_currency: GBP\nas_of: 2026-06-30\nsources: []\n")
    truth = tmp_path / "truth"
    truth.mkdir()
    command = ["identity", "evaluate", str(truth), "--home", str(tmp_path)]
    assert f"no truth at {truth / 'records.csv'}" in CliRunner().invoke(app, command).stderr
    (truth / "records.csv").write_text(TRUTH, encoding="utf-8")
    assert "Nothing has been published" in CliRunner().invoke(app, command).stderr
