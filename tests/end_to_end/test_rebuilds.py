"""Ids never move (P5): a warehouse built anew from landing and state is the one that was thrown away."""

import shutil
from pathlib import Path

from tests.end_to_end.homes import published_hashes, query, run_kith

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
