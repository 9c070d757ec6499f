"""What a version holds: files, manifest, the same rows in each format."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from kith.publishing import Publication, content_hash, verify
from kith.publishing.databases import STORAGE_VERSION
from tests.publishing.hand_made import publish_home, rows


def test_current_holds_all_files_and_nothing_else(published: Publication) -> None:
    current = published.folder.parent / "current"
    assert current.resolve() == published.folder
    assert {path.name for path in current.iterdir()} == {
        "kith.duckdb",
        "kith_pii.duckdb",
        "csv",
        "parquet",
        "briefings",
        "manifest.json",
    }
    assert {path.name for path in (current / "briefings").iterdir()} == {
        "briefing.html",
        "briefing_with_names.html",
    }
    assert not list(current.rglob("*.wal"))


def test_manifest_says_what_the_version_holds(published: Publication) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text())
    assert manifest["run_id"] == "run-1"
    assert manifest["as_of"] == "2026-06-30"
    assert manifest["code_version"] == "1.0.0"
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((published.folder / name).read_bytes()).hexdigest() == digest
    assert "kith.duckdb" in manifest["files"]
    assert manifest["tables"]["marts.dim_customers"]["rows"] == 5
    assert manifest["tables"]["marts.dim_customer_redirects"]["content_hash"] is None
    with duckdb.connect(str(published.folder.parents[1] / "warehouse.duckdb")) as connection:
        expected = {f"marts.{table}": digest for table, digest in content_hash(connection).items()}
    found = {
        name: table["content_hash"] for name, table in manifest["tables"].items() if table["content_hash"]
    }
    assert found == expected


def test_parquet_holds_what_the_bi_file_holds(published: Publication) -> None:
    tables = rows(
        published.folder / "kith.duckdb", "select table_name from information_schema.tables order by 1"
    )
    parquet = published.folder / "parquet"
    assert {path.stem for path in parquet.iterdir()} == {table for (table,) in tables}
    with duckdb.connect(str(published.folder / "kith.duckdb"), read_only=True) as connection:
        for (table,) in tables:
            file = f"'{parquet}/{table}.parquet'"
            for one, other in ((f"marts.{table}", file), (file, f"marts.{table}")):
                assert connection.execute(f"from {one} except all from {other}").fetchall() == []


def test_reports_are_files_for_spreadsheets_too(published: Publication) -> None:
    found = sorted((published.folder / "csv").iterdir())
    assert [path.name for path in found] == [
        "rpt_recognition_rate.csv",
        "rpt_subscriber_movement.csv",
        "rpt_whale_curve.csv",
    ]
    with duckdb.connect(str(published.folder / "kith.duckdb"), read_only=True) as connection:
        report = "marts.rpt_subscriber_movement"
        for one, other in ((report, f"'{found[1]}'"), (f"'{found[1]}'", report)):
            assert connection.execute(f"from {one} except all from {other}").fetchall() == []
    assert "csv/rpt_subscriber_movement.csv" in (published.folder / "briefings" / "briefing.html").read_text()


def test_whoever_opens_the_file_reads_what_a_column_means(published: Publication) -> None:
    comments = rows(
        published.folder / "kith.duckdb",
        "select column_name, comment from duckdb_columns() where table_name = 'bridge_customer_records'"
        " and comment is not null",
    )
    assert comments == [("record_id", "What record_id is. (Here: a pseudonym.)")]


def test_both_files_are_written_for_clients_from_1_2_on(published: Publication) -> None:
    for name in ("kith.duckdb", "kith_pii.duckdb"):
        with duckdb.connect() as connection:
            connection.execute(f"attach '{published.folder / name}' as published (read_only)")
            tags = connection.execute(
                "select tags from duckdb_databases() where database_name = 'published'"
            ).fetchall()[0][0]
        assert tags["storage_version"].startswith(STORAGE_VERSION)


@pytest.mark.skipif(
    "KITH_DUCKDB14_PYTHON" not in os.environ, reason="no Python with a DuckDB 1.4 client is named"
)
def test_a_1_4_client_reads_the_publication(published: Publication) -> None:
    script = (
        "import duckdb, sys; print(duckdb.__version__);"
        " [print(duckdb.connect(path, read_only=True).execute('select count(*) from marts.dim_customers').fetchall())"
        " for path in sys.argv[1:]]"
    )
    paths = [str(published.folder / name) for name in ("kith.duckdb", "kith_pii.duckdb")]
    python = os.environ["KITH_DUCKDB14_PYTHON"]
    answer = subprocess.run([python, "-c", script, *paths], capture_output=True, text=True, check=True)
    version, *counts = answer.stdout.split("\n")
    assert version.startswith("1.4.")
    assert counts[:2] == ["[(5,)]", "[(5,)]"]


def test_the_same_warehouse_published_twice_has_the_same_content(home: Path) -> None:
    first, second = publish_home(home), publish_home(home, run_id="run-2")
    assert first.tables == second.tables
    assert first.version < second.version
    assert verify(home) == []
