"""Homes with a hand-made warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from kith.publishing import Publication
from tests.publishing.hand_made import make_manifest, make_warehouse, publish_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose warehouse is made by hand and that has published nothing."""
    make_warehouse(tmp_path / "warehouse.duckdb")
    make_manifest(tmp_path / "manifest.json")
    return tmp_path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The hand-made warehouse, published once for all tests that only read."""
    home = tmp_path_factory.mktemp("home")
    make_warehouse(home / "warehouse.duckdb")
    make_manifest(home / "manifest.json")
    return publish_home(home)


@pytest.fixture(scope="module")
def published_home(published: Publication) -> Path:
    """The home of that publication."""
    return published.folder.parents[1]
