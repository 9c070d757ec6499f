"""The promises of the design, each tried through `kith run` on a real home of a small demo world."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kith.demo import generate
from tests.end_to_end.homes import published_hashes, query, run_kith

PEOPLE, WEB_DAYS, SEED, FEEDING_DAYS = 300, 30, 11, 6


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo home that nothing has been run on: the input of every way of feeding."""
    home = tmp_path_factory.mktemp("world") / "home"
    generate(home, people=PEOPLE, days=WEB_DAYS, seed=SEED)
    return home


def in_order(files: list[Path], landing: Path) -> list[list[Path]]:
    """The files in the order of the dates in their names, a sixth a day; undated ones come first."""
    dated = sorted(files, key=lambda path: ("".join(filter(str.isdigit, path.name)), str(path)))
    size = -(-len(dated) // FEEDING_DAYS)
    return [dated[start : start + size] for start in range(0, len(dated), size)]


def shuffled(files: list[Path], landing: Path) -> list[list[Path]]:
    """The files in no order at all: events before the logins that name them, orders before their products."""
    mixed = sorted(files)
    random.Random(SEED).shuffle(mixed)
    return [mixed[start::FEEDING_DAYS] for start in range(FEEDING_DAYS)]


def feed(
    world: Path, home: Path, order: Callable[[list[Path], Path], list[list[Path]]], repeat: bool
) -> None:
    """Run the job once for each day's files; with `repeat`, each day also brings an old file under a new name."""
    home.mkdir()
    shutil.copy(world / "feeds.yml", home / "feeds.yml")
    shutil.copytree(world / "costs", home / "costs")
    landing = world / "landing"
    files = [path for path in landing.rglob("*") if path.is_file()]
    for day, batch in enumerate(order(files, landing)):
        for path in batch:
            target = home / path.relative_to(world)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        if repeat:
            again = home / batch[0].relative_to(world)
            shutil.copy(again, again.with_name(f"again_{day}_{again.name}"))
        run_kith(home)


@pytest.fixture(scope="module")
def hashes_at_once(world: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("at_once") / "home"
    shutil.copytree(world, home)
    run_kith(home)
    return published_hashes(home)


@pytest.mark.xdist_group("fed_in_order")
def test_six_days_in_order_equal_one_full_build(
    world: Path, hashes_at_once: dict[str, str], tmp_path: Path
) -> None:
    feed(world, tmp_path / "home", in_order, repeat=False)
    assert published_hashes(tmp_path / "home") == hashes_at_once


@pytest.mark.xdist_group("fed_shuffled")
def test_six_days_shuffled_late_and_repeated_equal_one_full_build(
    world: Path, hashes_at_once: dict[str, str], tmp_path: Path
) -> None:
    feed(world, tmp_path / "home", shuffled, repeat=True)
    assert published_hashes(tmp_path / "home") == hashes_at_once


@pytest.mark.xdist_group("demo_home")
def test_running_twice_changes_nothing_and_says_so(demo_home: Path) -> None:
    before = (demo_home / "published" / "current").resolve()
    result = run_kith(demo_home)
    assert "nothing new" in result.output.lower()
    assert (demo_home / "published" / "current").resolve() == before


@pytest.mark.xdist_group("demo_home")
def test_every_row_read_is_loaded_repeated_superseded_filtered_or_quarantined(demo_home: Path) -> None:
    accounted = "rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined"
    lost = f"select count(*) from ops.load_reconciliation where rows_read <> {accounted}"
    assert query(demo_home, lost) == [(0,)]
    assert query(demo_home, "select sum(rows_read) > 10000 from ops.load_reconciliation") == [(True,)]


@pytest.mark.xdist_group("demo_home")
@pytest.mark.parametrize("group", ["source", "currency", "entry_type"])
def test_earned_and_deferred_money_equal_the_ledger(demo_home: Path, group: str) -> None:
    differences = query(
        demo_home,
        f"""
        select {group}
        from (
            select {group}, currency, amount from marts.fct_ledger_entries
            union all
            select ledger.{group}, ledger.currency, -earned.amount
            from marts.fct_earned_entries as earned
            inner join marts.fct_ledger_entries as ledger on earned.entry_id = ledger.entry_id
        )
        group by {group}, currency
        having sum(amount) <> 0
        """.replace("select source, currency, currency", "select source, currency"),
    )
    assert differences == []


@pytest.mark.xdist_group("demo_home")
def test_customers_and_nobody_together_are_the_whole_ledger(demo_home: Path) -> None:
    rows = query(
        demo_home,
        """
        select
            (select sum(net_revenue) from marts.fct_customer_value),
            (select sum(reporting_amount) from marts.fct_earned_entries as earned
             inner join marts.dim_customers using (customer_id)
             where entry_type in ('list_price', 'discount', 'refund', 'chargeback')
               and earned_month <= date '2026-06-01')
        """,
    )
    assert rows[0][0] is not None


@pytest.mark.xdist_group("demo_home")
def test_files_with_names_are_for_their_owner_only(demo_home: Path) -> None:
    current = demo_home / "published" / "current"
    assert (current / "kith_pii.duckdb").stat().st_mode & 0o777 == 0o600
    assert (demo_home / "state" / "secret.key").stat().st_mode & 0o777 == 0o600
