"""A fresh home for each of the loader's tests."""

from pathlib import Path

import pytest

from tests.ingestion.homes import LoaderHome


@pytest.fixture
def home(tmp_path: Path) -> LoaderHome:
    """A home with one shop whose files are landing/orders*."""
    return LoaderHome(tmp_path / "home")
