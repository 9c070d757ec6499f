"""An empty or failed feed of consents is neither an opt-in nor an opt-out (P9), through `kith run` on a copied home."""

import shutil
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from kith.home import Home
from orchestration.instance import open_instance
from tests.end_to_end.homes import query, run_kith

HEADER = "account,channel,status,recorded_on\n"
STATEMENTS = "select * exclude (updated_at) from marts.fct_consents order by all"
CONTACTABLE = (
    "select customer_id, contactable_email, contactable_post, contactable_phone "
    "from marts.dim_customers order by all"
)


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("consents") / "home"
    shutil.copytree(demo_home, folder, symlinks=True)
    return folder


def in_warehouse(home: Path, statement: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        return connection.execute(statement).fetchall()


def identity_counts(home: Path) -> tuple[int, int]:
    """Records that the last run knew, and of how many it found out anew whose they are."""
    with open_instance(Home(home)) as instance:
        found = instance.get_latest_materialization_event(dg.AssetKey(["identity", "customers"]))
    assert found and found.asset_materialization
    facts = found.asset_materialization.metadata
    return int(str(facts["records"].value)), int(str(facts["resolved_records"].value))


def test_the_demo_has_consents_and_refusals_to_lose(demo_home: Path) -> None:
    sources = "select count(*) > 50 from marts.fct_consents where source = 'bureau'"
    assert query(demo_home, sources) == [(True,)]
    answers = {answer for row in query(demo_home, CONTACTABLE) for answer in row[1:]}
    assert answers == {True, False, None}


def test_empty_delivery_of_consents_changes_nobodys_consent(home: Path, demo_home: Path) -> None:
    (home / "landing/bureau/preferences_2026-07.csv").write_text(HEADER)
    result = run_kith(home)
    assert "preferences_2026-07.csv is empty" in " ".join(result.output.split())
    assert query(home, STATEMENTS) == query(demo_home, STATEMENTS)
    assert query(home, CONTACTABLE) == query(demo_home, CONTACTABLE)
    records, resolved = identity_counts(home)
    assert records == identity_counts(demo_home)[0]
    assert resolved < records / 10, "a day that says nothing of anybody resolves hardly anybody anew"


def test_failed_delivery_of_consents_is_red_and_changes_nobodys_consent(home: Path, demo_home: Path) -> None:
    """One file that was there comes back without a row, another without the column that says yes or no."""
    published = (home / "published/current").resolve()
    (home / "landing/bureau/preferences_2026-06.csv").write_text(HEADER)
    (home / "landing/bureau/preferences_2026-08.csv").write_text("account,channel\n19000056,post\n")
    result = run_kith(home, exit_code=1)
    assert "preferences_2026-06.csv" in result.stderr
    assert "preferences_2026-08.csv" in result.stderr
    assert (home / "published/current").resolve() == published
    assert query(home, CONTACTABLE) == query(demo_home, CONTACTABLE)
    assert in_warehouse(home, STATEMENTS) == query(demo_home, STATEMENTS)
    assert in_warehouse(home, CONTACTABLE) == query(demo_home, CONTACTABLE)
