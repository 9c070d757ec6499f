"""Feeding a period day by day, late, shuffled or twice gives the marts of one full build under its model (P6).

A build depends on nothing but its input (P7): one home is fed by a machine in another time zone.
"""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.homes import keep_model, published_hashes, run_kith

SEED = 11
DAYS = 3
# What the next day finds of a day: the loads, and who is who. All else is made from these, anew in every run.
KEPT = ("--select", "+group:identity or group:reconciliation")


def in_order(files: list[Path]) -> list[list[Path]]:
    """The files in the order of the dates in their names, as many each day; undated ones come first."""
    dated = sorted(files, key=lambda path: ("".join(filter(str.isdigit, path.name)), str(path)))
    size = -(-len(dated) // DAYS)
    return [dated[start : start + size] for start in range(0, len(dated), size)]


def shuffled(files: list[Path]) -> list[list[Path]]:
    """The files in no order at all: events before the logins that name them, orders before their products."""
    mixed = sorted(files)
    random.Random(SEED).shuffle(mixed)
    return [mixed[start::DAYS] for start in range(DAYS)]


def feed(
    demo_home: Path,
    home: Path,
    order: Callable[[list[Path]], list[list[Path]]],
    *,
    repeat: bool = False,
    in_parts: bool = False,
) -> None:
    """Feed `home` the files of `demo_home` in several days, a run each; with `repeat`, each day also brings an old file
    under a new name, and `in_parts` the days between the first and the last are not built further than who is who.

    The identity model is the one that the full build learned: of a first day's records it would learn another.
    """
    keep_model(demo_home, home)
    shutil.copy(demo_home / "feeds.yml", home / "feeds.yml")
    shutil.copytree(demo_home / "costs", home / "costs")
    landing = demo_home / "landing"
    (home / "landing").mkdir()
    shutil.copy(landing / "rates.csv", home / "landing" / "rates.csv")
    files = [path for path in landing.rglob("*") if path.is_file() and path.name != "rates.csv"]
    for day, batch in enumerate(order(files)):
        for path in batch:
            target = home / path.relative_to(demo_home)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        if repeat:
            again = home / batch[0].relative_to(demo_home)
            shutil.copy(again, again.with_name(f"again_{day}_{again.name}"))
        is_between = 0 < day < DAYS - 1
        run_kith(home, *(KEPT if in_parts and is_between else ()))


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine's clock, twelve hours ahead."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    os.environ["TZ"] = "UTC"
    time.tzset()


def test_days_in_order_equal_one_full_build(demo_home: Path, tmp_path: Path) -> None:
    feed(demo_home, tmp_path / "home", in_order)
    assert published_hashes(tmp_path / "home") == published_hashes(demo_home)


@pytest.mark.usefixtures("far_away")
def test_days_shuffled_late_and_repeated_far_away_equal_one_full_build(
    demo_home: Path, tmp_path: Path
) -> None:
    feed(demo_home, tmp_path / "home", shuffled, repeat=True, in_parts=True)
    assert published_hashes(tmp_path / "home") == published_hashes(demo_home)
