"""`kith doctor` tells what is described and what is checked, from dbt's manifest; 1 where a mart lacks it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kith import coverage
from kith.cli import app

FEEDS = "reporting_currency: GBP\nas_of: 2026-06-30\nsources: []\n"


def model(name: str, schema: str, description: str = "One row.", **columns: str) -> dict[str, Any]:
    described = {column: {"name": column, "description": text} for column, text in columns.items()}
    unique_id = f"model.kith.{name}"
    return {
        "unique_id": unique_id,
        "resource_type": "model",
        "name": name,
        "schema": schema,
        "description": description,
        "columns": described,
    }


def check(name: str, attached: str | None, *depends_on: str) -> dict[str, Any]:
    return {
        "unique_id": f"test.kith.{name}",
        "resource_type": "test",
        "attached_node": attached,
        "depends_on": {"nodes": list(depends_on)},
    }


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where manifests are looked for, empty."""
    monkeypatch.setattr(coverage, "PARSED_FOLDER", tmp_path / "parsed")
    (tmp_path / "parsed" / "one").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "feeds.yml").write_text(FEEDS)
    return tmp_path / "parsed" / "one" / "manifest.json"


def doctor(parsed: Path, nodes: list[dict[str, Any]]) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit code and findings by topic over a manifest of these nodes."""
    parsed.write_text(json.dumps({"nodes": {node["unique_id"]: node for node in nodes}}))
    result = CliRunner().invoke(app, ["doctor", "--home", str(parsed.parents[2] / "home"), "--json"])
    return result.exit_code, {finding["topic"]: finding for finding in json.loads(result.stdout)}


def test_everything_described_and_checked_is_fine(parsed: Path) -> None:
    nodes = [
        model("dim_one", "marts", customer_id="Whose it is."),
        model("int_two", "intermediate"),
        check("key", "model.kith.dim_one"),
    ]
    exit_code, findings = doctor(parsed, nodes)
    assert exit_code == 0
    assert findings["docs"]["text"] == (
        "2 of 2 (100 %) models described, 1 of 1 (100 %) columns of marts described"
    )
    assert findings["checks"]["text"] == (
        "1 of 1 (100 %) marts checked, 1 of 2 (50 %) models checked or unit-tested"
    )
    assert findings["checks"]["figures"]["marts checked"] == {"found": 1, "total": 1}


def test_mart_that_lacks_a_description_or_a_check_is_wrong(parsed: Path) -> None:
    nodes = [
        model("dim_one", "marts", customer_id=""),
        model("fct_two", "marts"),
        check("across", None, "model.kith.dim_one", "model.kith.int_three"),
    ]
    exit_code, findings = doctor(parsed, nodes)
    assert exit_code == 1
    assert "dim_one.customer_id not: describe it" in findings["docs"]["text"]
    assert "fct_two not: give it a data test" in findings["checks"]["text"]


def test_before_the_models_were_read_nothing_is_wrong(parsed: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", "--home", str(parsed.parents[2] / "home")])
    assert result.exit_code == 0
    assert "fine   docs and checks: not looked at yet" in result.output


@pytest.mark.parametrize("path", ["state", "published", "warehouse.duckdb"])
def test_home_that_cannot_be_written_is_wrong(
    parsed: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands where a folder should; nobody may write the warehouse."""
    home = parsed.parents[2] / "home"
    found = doctor(parsed, [])[1]
    assert found["writing"]["text"] == "the home can be written"
    assert sorted(file.name for file in home.iterdir()) == ["feeds.yml"]
    (home / path).touch(mode=0o600)
    monkeypatch.setattr("os.access", lambda file, mode: mode != os.W_OK)
    exit_code, found = doctor(parsed, [])
    assert exit_code == 1
    assert found["writing"]["text"].startswith(f"{home / path} cannot be written (")
    assert not found["writing"]["is_fine"]
