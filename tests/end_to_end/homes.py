"""Homes that the promises are tried on, and the job run on them as a scheduler would run it."""

import csv
import json
import shutil
from pathlib import Path

import duckdb
from typer.testing import CliRunner, Result

from kith.cli import app


def kith(*arguments: str, exit_code: int = 0) -> Result:
    """Run one `kith` command in this process and expect its exit code."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == exit_code, (
        f"kith {' '.join(arguments)} ended {result.exit_code}: {result.output}"
    )
    return result


def run_kith(home: Path, *options: str, exit_code: int = 0) -> Result:
    """`kith run` on a home."""
    return kith("run", "--home", str(home), *options, exit_code=exit_code)


def published_hashes(home: Path) -> dict[str, str]:
    """The content hash of each mart in the current publication."""
    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text())
    return {table: facts["content_hash"] for table, facts in manifest["tables"].items()}


def query(home: Path, statement: str) -> list[tuple[object, ...]]:
    """Rows from the current publication with names in clear."""
    with duckdb.connect(
        str(home / "published" / "current" / "kith_pii.duckdb"), read_only=True
    ) as connection:
        return connection.execute(statement).fetchall()


def truth(home: Path, table: str) -> list[dict[str, str]]:
    """The rows of one truth file: what the demo publisher planted."""
    with (home / "truth" / f"{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def keep_model(known: Path, fresh: Path) -> None:
    """Let a fresh home link by the identity model of another, under its secret: houses stand there by their hash alone.

    A home of few records has no model and uses Kith's own.
    """
    (fresh / "state").mkdir(parents=True, exist_ok=True)
    shutil.copy2(known / "state" / "secret.key", fresh / "state" / "secret.key")
    model = known / "state" / "identity_model"
    if model.is_dir():
        shutil.copytree(model, fresh / "state" / "identity_model")
