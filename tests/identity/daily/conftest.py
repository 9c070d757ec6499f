"""A small town after its first day, which each test lives on from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.identity.daily.days import Days
from tests.identity.daily.town import settle
from tests.identity.world import World


@pytest.fixture(scope="module")
def settled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town after its first day."""
    world = World(tmp_path_factory.mktemp("town"))
    settle(world)
    assert Days(world).next().resolved_records == 24
    return world.folder


@pytest.fixture
def days(settled_folder: Path, tmp_path: Path) -> Days:
    """The town after its first day, to go on with."""
    shutil.copytree(settled_folder, tmp_path, dirs_exist_ok=True)
    world = World(tmp_path)
    settle(world)
    return Days(world, day=1)
