"""The registry survives crashes between its files and the switch, and keeps few versions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingestion.errors import KithError
from kith.identity import registry
from kith.identity.registry import current_folder
from tests.identity.world import World


@pytest.fixture(scope="module")
def john_resolved(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home that knows John, whom a run resolved. Tests that change it copy it."""
    world = World(tmp_path_factory.mktemp("john"))
    world.person("shop", "1", first_name="John", email="john@tide.example", phone="020 7946 0018")
    world.resolve("run-1")
    return world


@pytest.fixture
def known(john_resolved: World, tmp_path: Path) -> World:
    """That home, to go on with."""
    return john_resolved.copied(tmp_path)


def test_a_fresh_home_has_no_registry(world: World) -> None:
    assert current_folder(world.state) is None


def test_a_crash_before_the_switch_leaves_the_former_state(
    known: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, folder = known.customers(), current_folder(known.state)
    known.person("shop", "2", email="rosa@tide.example")
    with monkeypatch.context() as patch:
        patch.setattr(registry, "replace_file", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            known.resolve("run-2")
    assert current_folder(known.state) == folder
    known.resolve("run-3")
    after = known.customers()
    assert after["shop:1"] == before["shop:1"]
    assert known.query("select count(*) from identity.events") == [(2,)]


@pytest.mark.parametrize("damage", ["pointer", "file"])
def test_a_damaged_state_is_named_with_the_remedy(known: World, damage: str) -> None:
    folder = current_folder(known.state)
    assert folder is not None
    if damage == "pointer":
        (folder.parent / "current").write_text("garbage")
    else:
        (folder / "members.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(KithError, match=r"is damaged or not there: restore .*identity from a backup"):
        known.resolve("run-2")


def test_state_holds_no_address_and_is_private(john_resolved: World) -> None:
    folder = current_folder(john_resolved.state)
    assert folder is not None
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        content = path.read_bytes()
        assert b"john@" not in content and b"79460018" not in content


def test_only_three_versions_are_kept(known: World) -> None:
    root = known.state / "identity"
    for number in range(2, 6):
        shutil.copytree(root / "000001", root / f"{number:06}")
    (root / "current").write_text("000005\n")
    known.person("shop", "2")
    known.resolve("run-6")
    assert sorted(path.name for path in root.iterdir() if path.is_dir()) == ["000004", "000005", "000006"]


def test_a_backup_copied_over_later_versions_is_gone_on_with(known: World) -> None:
    """They bear higher numbers than the run that follows it, whose own folder has to stay."""
    root = known.state / "identity"
    for number in range(3, 7):
        shutil.copytree(root / "000001", root / f"{number:06}")
    before = known.customers()
    known.person("shop", "2", email="rosa@tide.example")
    known.resolve("run-2")
    assert current_folder(known.state) == root / "000002"
    known.person("shop", "3", email="ida@tide.example")
    known.resolve("run-3")
    assert known.customers()["shop:1"] == before["shop:1"]


def test_a_copied_state_gives_a_fresh_home_the_same_ids(
    known: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    known.person("aaa", "1", first_name="John", email="john@tide.example", created_at=None)
    fresh = World(tmp_path_factory.mktemp("fresh"), profiles=known.profiles)
    shutil.copytree(known.state, fresh.state)
    fresh.resolve("run-1")
    known.resolve("run-2")
    assert fresh.customers() == known.customers()
