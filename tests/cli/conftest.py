"""A home with the shortest feeds.yml."""

from pathlib import Path

import pytest

from kith.home import Home

FEEDS = "reporting_currency: GBP\nas_of: 2026-06-30\nsources: []\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without sources."""
    (tmp_path / "feeds.yml").write_text(FEEDS)
    return Home.open(tmp_path)
