"""Staging of generic files: which version of a row counts, and subscriptions that a snapshot no longer lists."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.entities import ENTITIES
from ingestion.warehouse import store_columns
from tests.dbt.conftest import PROJECT, BuiltProject


@pytest.fixture
def warehouse(built_project: BuiltProject, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the built warehouse; staging models are views, so they show what is put into raw."""
    shutil.copy(built_project.warehouse, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        yield connection


def add_subscription(connection: duckdb.DuckDBPyConnection, row: int, status: str, **values: str) -> None:
    """Put one version of a subscription into raw."""
    columns = {"source": "bureau", "record_id": f"S{row}", "status": status, "load_key": "1"} | values
    store_columns(connection, ENTITIES["subscriptions"].raw_table, columns)
    connection.execute(
        f"insert into raw_files.subscriptions ({', '.join(columns)}, load_row_number) "
        f"values ({', '.join('?' for _ in columns)}, {row})",
        list(columns.values()),
    )


def test_there_is_a_view_and_a_shape_for_every_entity() -> None:
    files = {path.stem for path in (PROJECT / "models" / "staging" / "files").glob("*.sql")}
    entities = {path.stem for path in (PROJECT / "models" / "intermediate" / "entities").glob("*.sql")}
    assert files == {f"stg_files__{entity}" for entity in ENTITIES}
    assert entities == {f"int_{entity}_unioned" for entity in ENTITIES}


def test_a_shape_has_every_column_of_its_contract_and_nothing_of_the_loader(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for name, entity in ENTITIES.items():
        found = {row[0] for row in warehouse.execute(f"describe intermediate.int_{name}_unioned").fetchall()}
        assert found == {"source", *(column.name for column in entity.columns)}, name


def test_repeated_and_superseded_rows_do_not_count(warehouse: duckdb.DuckDBPyConnection) -> None:
    for row in (1, 2, 3):
        add_subscription(warehouse, row, "active")
    warehouse.execute(
        "insert into ops.outdated_rows values ('raw_files.subscriptions', 1, 2, 'repeated'), "
        "('raw_files.payments', 1, 3, 'superseded')"
    )
    current = warehouse.execute(
        "select record_id from staging.stg_files__subscriptions order by 1"
    ).fetchall()
    assert current == [("S1",), ("S3",)]


def test_what_a_snapshot_no_longer_lists_has_ended(warehouse: duckdb.DuckDBPyConnection) -> None:
    add_subscription(warehouse, 1, "active", load_absent_since="2026-05-01")
    add_subscription(warehouse, 2, "active")
    add_subscription(
        warehouse, 3, "ended", end_kind="voluntary", ended_at="2026-01-01", load_absent_since="2026-05-01"
    )
    rows = warehouse.execute(
        "select status, end_kind, ended_at::date::text from staging.stg_files__subscriptions order by record_id"
    ).fetchall()
    assert rows == [
        ("ended", "absent", "2026-05-01"),
        ("active", None, None),
        ("ended", "voluntary", "2026-01-01"),
    ]
