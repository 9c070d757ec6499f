"""Homes with a hand-made warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.publishing.hand_made import make_manifest, make_warehouse


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose warehouse is made by hand and that has published nothing."""
    make_warehouse(tmp_path / "warehouse.duckdb")
    make_manifest(tmp_path / "manifest.json")
    return tmp_path
