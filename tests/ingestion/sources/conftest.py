"""Hand-made objects of every vendor, loaded once as a run loads them and built into staging.

Data flow: samples/<vendor>/ -> landing of a home -> ingestion.load -> raw tables -> staging views -> rows by record id.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from ingestion.feeds import read_feeds
from ingestion.load import LoadContext, LoadReport, finish_load, load_connector, prepare_warehouse
from orchestration import project

SAMPLES = Path(__file__).parent / "samples"
FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"
FEEDS = {
    "stripe": "subscriptions",
    "mailchimp": "newsletters",
    "shopify": "merchandise",
    "ga4": "web_analytics",
    "zendesk": "support",
    "typeform": "surveys",
}

Rows = dict[str, tuple[Any, ...]]
ReadRows = Callable[..., Rows]
NewHome = Callable[[dict[str, dict[str, str | bytes]]], Path]
Query = Callable[[Path, str], list[tuple[Any, ...]]]


def write_home(home: Path, vendors: tuple[str, ...]) -> None:
    """Write a feeds.yml that reads landing/<vendor>/ for each vendor, and the empty folders."""
    sources = [
        {"name": vendor, "feed": FEEDS[vendor], "connector": vendor, "path": f"landing/{vendor}/"}
        for vendor in vendors
    ]
    for vendor in vendors:
        (home / "landing" / vendor).mkdir(parents=True)
    feeds = {"as_of": "2026-06-30", "reporting_currency": "GBP", "sources": sources}
    (home / "feeds.yml").write_text(yaml.safe_dump(feeds), encoding="utf-8")


def load_home(home: Path) -> LoadReport:
    """Load all connectors of a home into home/warehouse.duckdb, as a run does."""
    feeds = read_feeds(home)
    started_at = datetime(2026, 7, 1, tzinfo=UTC)
    context = LoadContext(home, feeds, "run-1", started_at, False, lambda message: None)
    prepare_warehouse(context)
    for connector in sorted({source.connector for source in feeds.sources}):
        load_connector(context, connector)
    return finish_load(context)


def build_staging(home: Path, scratch: Path) -> None:
    """Build the staging views of every vendor, and run their tests, in this process, as a run builds them."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    chosen = [f"path:models/staging/{vendor}" for vendor in FEEDS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_WAREHOUSE", str(home / "warehouse.duckdb"))
        patch.setenv("DO_NOT_TRACK", "1")
        result = project.invoke(
            [
                *["build", "--select", *chosen, "--exclude", "test_type:unit"],
                *["--indirect-selection", "cautious", "--no-write-json", *project.folders(scratch)],
            ],
            project.parsed_project(),
        )
    DuckDBConnectionManager.close_all_connections()
    failed = [f"{run.node.name}: {run.message}" for run in result if str(run.status) in ("error", "fail")]
    assert not failed, "\n".join(failed)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose warehouse holds every vendor's samples, raw and staged."""
    home = tmp_path_factory.mktemp("vendors")
    write_home(home, tuple(FEEDS))
    for vendor in FEEDS:
        shutil.copytree(SAMPLES / vendor, home / "landing" / vendor, dirs_exist_ok=True)
    load_home(home)
    build_staging(home, tmp_path_factory.mktemp("dbt"))
    return home


@pytest.fixture(scope="session")
def staged(sample_home: Path) -> Iterator[ReadRows]:
    """A function: (model, *columns) -> rows of a staging model by record_id."""
    connection = duckdb.connect(str(sample_home / "warehouse.duckdb"))

    def read(model: str, *columns: str) -> Rows:
        rows = connection.execute(f"select record_id, {', '.join(columns)} from staging.{model}").fetchall()
        return {row[0]: row[1:] for row in rows}

    yield read
    connection.close()


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> NewHome:
    """A function: (content by file name) by vendor -> a home that has loaded these files and nothing else."""

    def load(files: dict[str, dict[str, str | bytes]]) -> Path:
        home = tmp_path_factory.mktemp("home")
        write_home(home, tuple(files))
        for vendor, contents in files.items():
            for name, content in contents.items():
                data = content.encode() if isinstance(content, str) else content
                (home / "landing" / vendor / name).write_bytes(data)
        load_home(home)
        return home

    return load


@pytest.fixture(scope="session")
def load_again() -> Callable[[Path], LoadReport]:
    """A function: home -> loads what changed in its landing since."""
    return load_home


@pytest.fixture(scope="session")
def query() -> Query:
    """A function: (home, SQL) -> rows of the home's warehouse."""

    def read(home: Path, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
            return connection.execute(sql).fetchall()

    return read


@pytest.fixture(scope="session")
def rows_read(sample_home: Path, query: Query) -> Callable[[str], dict[str, int]]:
    """A function: vendor -> rows read by object, as reconciliation counts them."""

    def read(vendor: str) -> dict[str, int]:
        sql = f"select entity, sum(rows_read) from ops.load_reconciliation where source = '{vendor}' group by entity"
        return {entity.split(".")[-1]: int(rows) for entity, rows in query(sample_home, sql)}

    return read


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets; the test is skipped where it is absent."""
    if not FIXTURES.is_dir():
        pytest.skip(f"no real data sets at {FIXTURES}")
    return FIXTURES
