"""Ids never move (P5) and a build depends on nothing but its input (P7), each through `kith run` on a copied home."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.end_to_end.homes import copy_home, published_hashes, query, run_kith

IDS = "select source, entity, record_id, customer_id from marts.bridge_customer_records order by all"


def test_full_refresh_gives_the_same_marts_and_moves_no_id(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    run_kith(home, "--full-refresh")
    assert (home / "published" / "current").resolve().name != (
        demo_home / "published" / "current"
    ).resolve().name
    assert published_hashes(home) == published_hashes(demo_home)
    assert query(home, IDS) == query(demo_home, IDS)


def test_input_and_state_in_a_fresh_home_give_the_same_whatever_the_machines_time_zone(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy_home(demo_home, tmp_path / "home")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        run_kith(home)
    finally:
        os.environ["TZ"] = "UTC"
        time.tzset()
    assert published_hashes(home) == published_hashes(demo_home)
    assert query(home, IDS) == query(demo_home, IDS)
