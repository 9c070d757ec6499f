"""Feeding a period day by day, late, shuffled or twice gives the marts of one full build under its model (P6)."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kith.demo import generate
from tests.end_to_end.homes import keep_model, published_hashes, run_kith

PEOPLE, WEB_DAYS, SEED, FEEDING_DAYS = 300, 30, 11, 6
BuildOnce = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def world(build_once: BuildOnce) -> Path:
    """A demo home that nothing has been run on: the input of every way of feeding."""
    return build_once("world", lambda home: generate(home, people=PEOPLE, days=WEB_DAYS, seed=SEED))


@pytest.fixture(scope="session")
def fed_at_once(world: Path, build_once: BuildOnce) -> Path:
    """The same home after one run over the whole input."""

    def build(home: Path) -> None:
        shutil.copytree(world, home)
        run_kith(home)

    return build_once("fed_at_once", build)


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
    fed_at_once: Path, home: Path, order: Callable[[list[Path], Path], list[list[Path]]], repeat: bool
) -> None:
    """Run the job once for each day's files; with `repeat`, each day also brings an old file under a new name.

    The identity model is the one that the full build learned: of a first day's records it would learn another.
    """
    keep_model(fed_at_once, home)
    shutil.copy(fed_at_once / "feeds.yml", home / "feeds.yml")
    shutil.copytree(fed_at_once / "costs", home / "costs")
    landing = fed_at_once / "landing"
    (home / "landing").mkdir()
    shutil.copy(landing / "rates.csv", home / "landing" / "rates.csv")
    files = [path for path in landing.rglob("*") if path.is_file() and path.name != "rates.csv"]
    for day, batch in enumerate(order(files, landing)):
        for path in batch:
            target = home / path.relative_to(fed_at_once)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        if repeat:
            again = home / batch[0].relative_to(fed_at_once)
            shutil.copy(again, again.with_name(f"again_{day}_{again.name}"))
        run_kith(home)


def test_six_days_in_order_equal_one_full_build(fed_at_once: Path, tmp_path: Path) -> None:
    feed(fed_at_once, tmp_path / "home", in_order, repeat=False)
    assert published_hashes(tmp_path / "home") == published_hashes(fed_at_once)


def test_six_days_shuffled_late_and_repeated_equal_one_full_build(fed_at_once: Path, tmp_path: Path) -> None:
    feed(fed_at_once, tmp_path / "home", shuffled, repeat=True)
    assert published_hashes(tmp_path / "home") == published_hashes(fed_at_once)
