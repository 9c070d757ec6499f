"""`kith quarantine show`: a row that was set aside, as somebody reads it in a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kith.cli import app

ROWS = [
    {"row_number": 1200, "entry": "lines", "reason": "It is late.", "payload": "1|Ann\x1b[2J|5.00\n"},
    {"row_number": None, "entry": "p", "reason": "See `kith status`.", "payload": None},
]


def test_a_row_stands_below_its_place_and_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file holds drives no terminal, and a file held as a whole has no row."""
    (tmp_path / "feeds.yml").write_text("sources: []\n")
    monkeypatch.setattr("ingestion.quarantine.show", lambda home, file: ROWS)
    shown = CliRunner().invoke(app, ["quarantine", "show", "a.csv", "--home", str(tmp_path)])
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "lines, row 1,200: It is late.",
        "  1|Ann [2J|5.00 ",
        f"p, the whole file: See `kith status --home {tmp_path}`.",
    ]
