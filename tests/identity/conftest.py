"""A fresh hand-made world for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.identity.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world in a folder of its own."""
    return World(tmp_path)
