"""The registry survives crashes between its files and the switch, and keeps few versions."""

from __future__ import annotations

import shutil

import pytest

from ingestion.errors import KithError
from kith.identity import registry
from kith.identity.registry import current_folder
from tests.identity.world import World


def test_a_fresh_home_has_no_registry(world: World) -> None:
    assert current_folder(world.state) is None


def test_a_crash_before_the_switch_leaves_the_former_state(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("shop", "1", email="john@tide.example")
    world.resolve("run-1")
    before, folder = world.customers(), current_folder(world.state)
    world.person("shop", "2", email="rosa@tide.example")
    with monkeypatch.context() as patch:
        patch.setattr(registry, "replace_file", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            world.resolve("run-2")
    assert current_folder(world.state) == folder
    world.resolve("run-3")
    after = world.customers()
    assert after["shop:1"] == before["shop:1"]
    assert world.query("select count(*) from identity.events") == [(2,)]


@pytest.mark.parametrize("damage", ["pointer", "file"])
def test_a_damaged_state_is_named_with_the_remedy(world: World, damage: str) -> None:
    world.person("shop", "1", email="john@tide.example")
    world.resolve("run-1")
    folder = current_folder(world.state)
    assert folder is not None
    if damage == "pointer":
        (folder.parent / "current").write_text("garbage")
    else:
        (folder / "members.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(KithError, match=r"is damaged or not there: restore .*identity from a backup"):
        world.resolve("run-2")


def test_state_holds_no_address_and_is_private(world: World) -> None:
    world.person("shop", "1", first_name="John", email="john@tide.example", phone="020 7946 0018")
    world.resolve("run-1")
    folder = current_folder(world.state)
    assert folder is not None
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        content = path.read_bytes()
        assert b"john@" not in content and b"79460018" not in content


def test_only_three_versions_are_kept(world: World) -> None:
    for number in range(6):
        world.person("shop", str(number))
        world.resolve(f"run-{number}")
    folders = [path for path in (world.state / "identity").iterdir() if path.is_dir()]
    assert len(folders) == 3


def test_a_copied_state_gives_a_fresh_home_the_same_ids(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world.person("shop", "1", first_name="John", email="john@tide.example")
    world.resolve("run-1")
    world.person("aaa", "1", first_name="John", email="john@tide.example", created_at=None)
    fresh = World(tmp_path_factory.mktemp("fresh"), profiles=world.profiles)
    shutil.copytree(world.state, fresh.state)
    fresh.resolve("run-1")
    world.resolve("run-2")
    assert fresh.customers() == world.customers()
