"""A fresh hand-made world for each test, or a corner of one that a module's tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.identity.village import Village, settle_villages
from tests.identity.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world in a folder of its own."""
    return World(tmp_path)


@pytest.fixture(scope="module")
def villages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Village]:
    """The villages of this module's shared tests, lived to their end."""
    return settle_villages(request, tmp_path_factory)


@pytest.fixture
def corner(request: pytest.FixtureRequest, villages: dict[str, Village]) -> Callable[[], None]:
    """Raises what became of the shared test that asks for it."""

    def outcome() -> None:
        failure = villages[request.node.name].failures.get(request.node.name)
        if failure:
            raise failure

    return outcome
