"""A whole publication of a small warehouse made by hand."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import KithError, UsageError
from kith.publishing import Publication, content_hash, current_publication, publish, verify
from kith.publishing.databases import STORAGE_VERSION
from tests.publishing.hand_made import (
    AS_OF,
    PERSONAL,
    PUBLISHED_AT,
    SECRET,
    make_manifest,
    make_warehouse,
    publish_home,
)
from tests.publishing.truth_search import Secrets, find_leaks

SECRETS = Secrets(
    emails=frozenset(
        {"john@archer.example", "jane@archer.example", "mary@moss.example", "john.archer@home.example"}
    ),
    phones=frozenset({"+441904555010"}),
    names=frozenset({"John Archer", "Jane Archer", "Archer", "Omar Said", "Said"}),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The hand-made warehouse, published once for all tests that only read."""
    home = tmp_path_factory.mktemp("home")
    make_warehouse(home / "warehouse.duckdb")
    make_manifest(home / "manifest.json")
    return publish_home(home)


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(statement).fetchall()


def columns(path: Path, table: str) -> set[str]:
    return {str(row[0]) for row in rows(path, f"describe marts.{table}")}


def pseudonym(value: str) -> str:
    return hmac.new(SECRET, value.encode(), hashlib.sha256).hexdigest()


def test_current_holds_all_files_and_nothing_else(published: Publication) -> None:
    current = published.folder.parent / "current"
    assert current.resolve() == published.folder
    assert {path.name for path in current.iterdir()} == {
        "kith.duckdb",
        "kith_pii.duckdb",
        "parquet",
        "briefings",
        "manifest.json",
    }
    assert {path.name for path in (current / "briefings").iterdir()} == {
        "briefing.html",
        "briefing_with_names.html",
    }
    assert not list(current.rglob("*.wal"))


def test_files_with_names_are_closed_and_the_others_open(published: Publication) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in published.folder.rglob("*") if path.is_file()}
    closed = {name for name, mode in modes.items() if mode == 0o600}
    assert closed == {"kith_pii.duckdb", "briefing_with_names.html"}
    assert modes["kith.duckdb"] & 0o044


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


def test_names_addresses_and_their_hashes_stand_in_no_bi_file(published: Publication) -> None:
    assert find_leaks(published.folder, SECRETS) == []


def test_the_search_finds_what_leaks(published: Publication, tmp_path: Path) -> None:
    """A search that can find nothing proves nothing."""
    (tmp_path / "parquet").mkdir()
    leaking = {
        "plain": "John@Archer.example",
        "inside": "write to jane@archer.example, please",
        "hashed": hashlib.sha256(b"john@archer.example").hexdigest(),
        "md5": hashlib.md5(b"+441904555010").hexdigest(),
        "name": "john archer",
        "digits": "tel 441904555010",
    }
    with duckdb.connect(str(tmp_path / "kith.duckdb")) as connection:
        connection.execute("create schema marts")
        for column, value in leaking.items():
            connection.execute(
                f"create table marts.{column} as select ? as {column}, 'York' as city", [value]
            )
            connection.execute(f"copy marts.{column} to '{tmp_path}/parquet/{column}.parquet'")
    leaks = find_leaks(tmp_path, SECRETS)
    assert {leak.split(" ")[1].rstrip(":") for leak in leaks} == set(leaking)
    assert len(leaks) == 2 * len(leaking)


def test_personal_columns_are_left_out_hashed_cut_or_banded(published: Publication) -> None:
    bi_file = published.folder / "kith.duckdb"
    customers = columns(bi_file, "dim_customers")
    assert not customers & {
        "full_name",
        "first_name",
        "last_name",
        "email",
        "phone",
        "birth_date",
        "address_line",
    }
    assert {"customer_id", "city", "region", "country_code", "age_band", "contactable_email"} <= customers
    bands = "select age_band from marts.dim_customers order by customer_id"
    assert rows(bi_file, bands) == [("45-54",), ("55-64",), (None,), ("25-34",), (None,)]
    assert rows(bi_file, "select url from marts.fct_newsletter_events order by occurred_at") == [
        ("https://weekly.example/books/one",),
        (None,),
    ]
    assert "answer_text" not in columns(bi_file, "fct_survey_answers")
    assert rows(bi_file, "select login_id from marts.fct_web_sessions") == [(pseudonym("reader-john"),)]


def test_the_same_record_has_one_pseudonym_everywhere(published: Publication) -> None:
    joined = rows(
        published.folder / "kith.duckdb",
        "select count(*) from marts.fct_order_lines as lines join marts.bridge_customer_records as records"
        " on records.source = lines.source and records.record_id = lines.profile_record_id"
        " and records.customer_id = lines.customer_id",
    )
    assert joined == [(1,)]
    devices = rows(
        published.folder / "kith.duckdb",
        "select device_id from marts.dim_devices join marts.fct_web_sessions using (device_id)"
        " join marts.bridge_customer_records on record_id = device_id",
    )
    assert devices == [(pseudonym("dev.1"),)]


def test_golden_fields_are_in_no_bi_file(published: Publication) -> None:
    tables = rows(published.folder / "kith.duckdb", "select table_name from information_schema.tables")
    assert ("dim_customer_fields",) not in tables
    assert not (published.folder / "parquet" / "dim_customer_fields.parquet").exists()
    schemas = rows(
        published.folder / "kith.duckdb", "select distinct table_schema from information_schema.tables"
    )
    assert schemas == [("marts",)]


def test_the_file_with_names_has_all_in_clear(published: Publication) -> None:
    pii_file = published.folder / "kith_pii.duckdb"
    assert rows(
        pii_file, "select email, birth_date::text from marts.dim_customers where customer_id = 'c_john'"
    ) == [("john@archer.example", "1971-04-02")]
    assert rows(pii_file, "select count(*) from identity.record_customers") == [(7,)]
    assert rows(pii_file, "select count(*) from ops.quarantined_rows") == [(1,)]
    assert rows(pii_file, "select count(*) from marts.dim_customer_fields") == [(1,)]


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


def test_an_undeclared_personal_column_keeps_the_last_publication(home: Path) -> None:
    first = publish_home(home)
    less = {name: kinds for name, kinds in PERSONAL["dim_customers"].items() if name != "phone"}
    make_manifest(home / "manifest.json", PERSONAL | {"dim_customers": less})
    with pytest.raises(KithError, match="column phone of"):
        publish_home(home, run_id="run-2")
    assert current_publication(home) == first


def test_an_address_in_an_innocent_column_keeps_the_last_publication(home: Path) -> None:
    first = publish_home(home)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.dim_products set name = 'Ask john@archer.example' where source = 'bureau'"
        )
    with pytest.raises(KithError, match=r"dim_products\.name") as refusal:
        publish_home(home, run_id="run-2")
    assert "john" not in str(refusal.value)
    assert current_publication(home) == first
    assert len(list((home / "published").iterdir())) == 2


def test_a_weak_secret_publishes_nothing(home: Path) -> None:
    with pytest.raises(UsageError):
        publish(
            home,
            home / "warehouse.duckdb",
            b"changeme",
            run_id="run-1",
            as_of=AS_OF,
            code_version="1",
            published_at=PUBLISHED_AT,
            manifest=home / "manifest.json",
        )
    assert current_publication(home) is None


def test_a_damaged_current_version_does_not_stop_the_next(home: Path) -> None:
    publish_home(home)
    (home / "published" / "current" / "manifest.json").write_text("{")
    (home / "published" / "current" / "kith_pii.duckdb").write_bytes(b"spoilt")
    publish_home(home, run_id="run-2")
    assert verify(home) == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from ingestion.errors import KithError
from tests.publishing.hand_made import publish_home
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
try:
    publish_home(Path(sys.argv[1]), run_id="run-2")
except KithError as error:
    print(error)
"""


def test_a_full_disk_keeps_the_last_publication(home: Path) -> None:
    """A limit on the size of files stands in for the disk: writes fail in the same places."""
    first = publish_home(home)
    repository = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(home)],
        capture_output=True,
        text=True,
        check=True,
        cwd=repository,
    )
    assert "is full, so nothing was published; the last publication stays" in told.stdout
    assert current_publication(home) == first
    assert len(list((home / "published").iterdir())) == 2
    assert verify(home) == []
