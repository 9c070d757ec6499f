"""A scratch warehouse in which the whole dbt project was built once, on no input, with all its unit tests.

Data flow: contracts -> empty raw, ops, reference and identity tables -> `dbt build` of everything -> manifest, compiled
SQL, results. The tests of this folder only read them. They share one worker (tests/conftest.py).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.project import manifest_file, parsed_project

PROJECT = Path(__file__).parents[2] / "dbt_project"
Found = list[dict[str, Any]]
Asked = Callable[..., Found]
SILENT = ("--quiet", "--no-version-check", "--log-level-file", "none")


@dataclass(frozen=True)
class BuiltProject:
    """What one build of the project leaves: its folder, its warehouse, and the result of every node by unique_id."""

    target: Path
    warehouse: Path
    results: dict[str, str]

    @property
    def manifest(self) -> dict[str, Any]:
        """dbt's manifest.json of the build."""
        content: dict[str, Any] = json.loads((self.target / "manifest.json").read_text())
        return content

    def models(self) -> dict[str, dict[str, Any]]:
        """The manifest's models by name."""
        nodes = self.manifest["nodes"].values()
        return {node["name"]: node for node in nodes if node["resource_type"] == "model"}

    def compiled(self) -> dict[str, str]:
        """The compiled SQL of every model by name."""
        run = json.loads((self.target / "run_results.json").read_text())
        names = {node["unique_id"]: name for name, node in self.models().items()}
        return {
            names[result["unique_id"]]: result["compiled_code"]
            for result in run["results"]
            if result["unique_id"] in names
        }


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """The project, built with everything that it holds, unit tests too."""
    folder = tmp_path_factory.mktemp("dbt_project")
    warehouse = folder / "warehouse.duckdb"
    prepare_empty_warehouse(warehouse, folder)
    results = run_dbt(["build"], warehouse, folder / "target", parsed_project())
    shutil.copy(manifest_file(), folder / "target" / "manifest.json")
    return BuiltProject(folder / "target", warehouse, results)


@pytest.fixture
def found(built_project: BuiltProject) -> Asked:
    """What a data test finds in the empty warehouse plus some rows; nothing of it stays."""
    results = json.loads((built_project.target / "run_results.json").read_text())["results"]
    compiled = {
        Path(result["unique_id"]).name.split(".")[2]: result.get("compiled_code") for result in results
    }

    def ask(data_test: str, **rows: list[dict[str, Any]]) -> Found:
        with duckdb.connect(str(built_project.warehouse)) as connection:
            connection.begin()
            insert(connection, rows)
            answer = connection.execute(compiled[data_test])
            names = [column[0] for column in answer.description]
            listed = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
            connection.rollback()
        return listed

    return ask


def insert(connection: duckdb.DuckDBPyConnection, rows: dict[str, Found]) -> None:
    """Add rows to tables, named schema__table."""
    for table, values in rows.items():
        relation = table.replace("__", ".", 1)
        if relation.startswith("raw_files."):  # a column that no file has had is generated there
            connection.execute(f"create or replace table {relation} as from {relation}")
        for row in values:
            columns, marks = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(f"insert into {relation} ({columns}) values ({marks})", [*row.values()])


def prepare_empty_warehouse(warehouse: Path, home: Path) -> None:
    """Every table that dbt reads and does not make, without rows."""
    from ingestion.feeds import Feeds
    from ingestion.reference import load_reference
    from ingestion.warehouse import make_tables, write_settings
    from kith.identity.tables import create_identity_tables

    with duckdb.connect(str(warehouse)) as connection:
        make_tables(connection, home)
        load_reference(connection, home, Feeds(sources=[]))
        write_settings(connection, Feeds(sources=[]))
        create_identity_tables(connection)


def run_dbt(arguments: list[str], warehouse: Path, target: Path, manifest: Any = None) -> dict[str, str]:
    """Run dbt on a warehouse and return each node's status by unique_id; dbt lets go of the file at the end."""
    outcome = invoke_dbt(arguments, warehouse, target, manifest)
    return {result.node.unique_id: str(result.status) for result in getattr(outcome, "results", [])}


def invoke_dbt(arguments: list[str], warehouse: Path, target: Path, manifest: Any = None) -> Any:
    """What dbt returns for a command; with a parsed manifest it does not parse again, whatever the variables."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    folders += ["--target-path", str(target), "--log-path", str(target)]
    with environment(KITH_WAREHOUSE=str(warehouse), DO_NOT_TRACK="1"):
        outcome = dbtRunner(manifest=manifest).invoke([*SILENT, *arguments, *folders])
    DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise outcome.exception
    return outcome.result


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Environment variables that hold inside the block only."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
