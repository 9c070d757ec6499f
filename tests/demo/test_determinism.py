"""Equal arguments write equal bytes; another seed writes other people; chunks and sizes hold."""

import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from kith.demo import generate
from kith.demo import world as demo_frame
from tests.demo.conftest import DAYS, PEOPLE, SEED, World


def digests(home: Path) -> dict[str, str]:
    """SHA-256 of every file of a home by its name."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(demo_world: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", people=PEOPLE, days=DAYS, seed=SEED)
    assert digests(tmp_path / "again") == digests(demo_world)


def test_another_seed_writes_other_people_and_the_same_cast(world: World, tmp_path: Path) -> None:
    generate(tmp_path / "other", people=PEOPLE, days=DAYS, seed=SEED + 1)
    other = World(tmp_path / "other")
    crowds = [[row for row in each.truth("people") if row["role"] == "crowd"] for each in (world, other)]
    assert crowds[0] != crowds[1]
    assert other.person("john") == world.person("john")


def test_a_world_that_is_there_already_is_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert generate(home, people=1, days=1)
    (home / "state").mkdir()  # it has been run
    written = (home / "feeds.yml").stat().st_mtime_ns
    assert not generate(home, people=1, days=1)
    assert (home / "feeds.yml").stat().st_mtime_ns == written


def test_another_world_never_takes_the_place_of_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    generate(home, people=1, days=1, with_faults=False)
    before = digests(home)
    for other in ({"people": 2}, {"days": 2}, {"seed": 8}, {"with_faults": True}):
        with pytest.raises(ValueError, match="holds the demo of 1 people, 1 days and seed 7, without faults"):
            generate(home, **{"people": 1, "days": 1, "seed": 7, "with_faults": False} | other)
    (home / "landing" / "own.csv").write_text("mine\n")
    with pytest.raises(ValueError, match="no longer those that were written"):
        generate(home, people=1, days=1, with_faults=False)
    (home / "landing" / "own.csv").unlink()
    assert digests(home) == before


def test_a_demo_that_was_interrupted_is_written_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    home = tmp_path / "home"
    with monkeypatch.context() as broken:
        broken.setattr("kith.demo.faults.plant", interrupted)
        with pytest.raises(KeyboardInterrupt):
            generate(home, people=1, days=2)
    with pytest.raises(ValueError, match="holds the demo of 1 people, 2 days"):
        generate(home, people=1, days=1)
    assert generate(home, people=1, days=2)
    generate(tmp_path / "whole", people=1, days=2)
    assert digests(home) == digests(tmp_path / "whole")
    assert not generate(home, people=1, days=2)


def test_a_world_whose_settings_are_gone_is_refused_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    generate(home, people=1, days=1)
    (home / "landing" / "own.csv").write_text("mine\n")
    (home / "feeds.yml").unlink()
    before = digests(home)
    with pytest.raises(ValueError, match="no longer those that were written"):
        generate(home, people=1, days=1)
    assert digests(home) == before


def test_a_world_may_come_in_several_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_frame, "PEOPLE_PER_CHUNK", 40)
    generate(tmp_path / "home", people=100, days=4)
    several = World(tmp_path / "home")
    crowd = [row["person_id"] for row in several.truth("people") if row["role"] == "crowd"]
    assert len(set(crowd)) == len(crowd) == 100
    products = several.query(
        f"select count(*), count(distinct item->>'$.id') from {several.objects('stripe/products.json')}"
    )
    assert products == [(6, 6)]
    users = several.query(
        f"select count(*) = count(distinct item->>'$.id') from {several.objects('zendesk/users_*.json')}"
    )
    assert users == [(True,)]


@pytest.mark.parametrize(("people", "days"), [(1, 1), (5, 2)])
def test_the_smallest_worlds_are_whole(people: int, days: int, tmp_path: Path) -> None:
    generate(tmp_path / "home", people=people, days=days)
    assert World(tmp_path / "home").records("john")


def test_a_short_world_tells_each_session_once(tmp_path: Path) -> None:
    """A world too short to spread a kiosk's sessions plans several of them for one moment."""
    generate(tmp_path / "home", people=1, days=2)
    starts = Counter(
        (event["user_pseudo_id"], parameter["value"]["int_value"])
        for path in (tmp_path / "home" / "landing" / "ga4").glob("*.jsonl.gz")
        for event in map(json.loads, gzip.decompress(path.read_bytes()).splitlines())
        if event["event_name"] == "session_start"
        for parameter in event["event_params"]
        if parameter["key"] == "ga_session_id"
    )
    assert starts
    assert set(starts.values()) == {1}


@pytest.mark.parametrize(("people", "days"), [(0, 30), (300, 0), (300, 1096)])
def test_impossible_sizes_are_refused(people: int, days: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="change --people or --days"):
        generate(tmp_path / "home", people=people, days=days)


def test_a_folder_with_something_else_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(ValueError, match="not a demo"):
        generate(tmp_path, people=5, days=2)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_progress_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    generate(tmp_path / "home", people=5, days=2, progress=said.append)
    assert said[-1] == "demo publisher of 5 people written"
