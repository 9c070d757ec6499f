"""The promises of the design, each tried through `kith run` on a real home of a small demo world."""

import random
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kith.demo import generate
from tests.end_to_end.homes import published_hashes, query, run_kith, truth

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
def test_earned_and_deferred_money_equal_the_ledger(demo_home: Path) -> None:
    by = "source, ledger.currency, ledger.entry_type"
    differences = query(
        demo_home,
        f"""
        select {by}
        from marts.fct_ledger_entries as ledger
        left join (
            select entry_id, sum(amount) as amount from marts.fct_earned_entries group by entry_id
        ) as earned using (entry_id)
        group by {by}
        having sum(ledger.amount) <> coalesce(sum(earned.amount), 0)
        """,
    )
    assert differences == []
    assert query(demo_home, "select count(distinct entry_type) >= 10 from marts.fct_ledger_entries") == [
        (True,)
    ]


IN_NO_SUM = "('tax', 'acquisition_cost', 'ad_revenue')"


@pytest.mark.xdist_group("demo_home")
def test_customers_and_nobody_together_are_the_whole_ledger(demo_home: Path) -> None:
    ledger = f"from marts.fct_ledger_entries where entry_type not in {IN_NO_SUM}"
    ((customers, nobody, total),) = query(
        demo_home,
        f"""
        select
            (select sum(contribution_profit + deferred_balance) from marts.fct_customer_value),
            (select coalesce(sum(reporting_amount), 0) {ledger} and customer_id is null),
            (select sum(reporting_amount) {ledger})
        """,
    )
    assert customers + nobody == total


@pytest.mark.xdist_group("demo_home")
def test_what_each_person_earned_is_what_the_demo_planted(demo_home: Path) -> None:
    """To the cent, for everybody whose records were all found and mixed with nobody else's."""
    people = {(row["source"], row["record_id"]): row["person_id"] for row in truth(demo_home, "records")}
    customers_of: dict[str, set[str]] = {}
    people_of: dict[str, set[str]] = {}
    for source, record_id, customer_id in query(
        demo_home,
        "select source, record_id, customer_id from marts.bridge_customer_records "
        "where entity = 'profiles' and is_current",
    ):
        person = people[source, record_id]
        customers_of.setdefault(person, set()).add(customer_id)
        people_of.setdefault(customer_id, set()).add(person)
    earned = dict(query(demo_home, "select customer_id, contribution_profit from marts.fct_customer_value"))
    planted = {
        row["person_id"]: Decimal(row["contribution_profit"]) for row in truth(demo_home, "contribution")
    }
    compared = 0
    for person, customers in customers_of.items():
        (customer, *others) = customers
        if others or len(people_of[customer]) > 1:
            continue
        compared += 1
        assert abs(earned[customer] - planted.get(person, Decimal(0))) < Decimal("0.005"), person
    assert compared > 200


@pytest.mark.xdist_group("demo_home")
def test_files_with_names_are_for_their_owner_only(demo_home: Path) -> None:
    current = demo_home / "published" / "current"
    assert (current / "kith_pii.duckdb").stat().st_mode & 0o777 == 0o600
    assert (demo_home / "state" / "secret.key").stat().st_mode & 0o777 == 0o600
