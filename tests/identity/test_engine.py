"""The engine as a whole: its tables, its report, its manners."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kith.identity import create_identity_tables, outputs, resolve
from kith.identity.engine import bounded_connection
from kith.identity.settings import IdentitySettings
from kith.identity.tables import IDENTITY_TABLES
from tests.identity.village import shared
from tests.identity.world import RAN_AT, SECRET, World


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Columns of an identity table, in order."""
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'identity' and table_name = $table"
        " order by column_index",
        {"table": table},
    ).fetchall()
    return [name for (name,) in rows]


def test_tables_can_be_made_before_a_first_run_and_stay(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        create_identity_tables(connection)
        connection.execute("insert into identity.login_customers values ('', 'L1', 'c_1')")
        create_identity_tables(connection)
        assert connection.execute("select count(*) from identity.login_customers").fetchall() == [(1,)]


def test_a_database_that_is_open_already_may_have_had_more_memory(tmp_path: Path) -> None:
    def memory(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        return connection.execute(
            "select current_setting('memory_limit'), current_setting('block_allocator_memory')"
        ).fetchall()

    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as other:
        ((before, _),) = memory(other)
        with bounded_connection(warehouse, IdentitySettings(memory_megabytes=100)) as connection:
            assert memory(connection) == [("95.3 MiB", "95.3 MiB")]
        with bounded_connection(warehouse, IdentitySettings(memory_megabytes=50)) as connection:
            assert memory(connection) == [("47.6 MiB", "95.3 MiB")]
        assert memory(other) == [(before, "95.3 MiB")]


def test_a_run_keeps_every_column_of_the_contract(world: World) -> None:
    world.person("shop", "1", first_name="John", email="john@tide.example", login_id="L1")
    world.resolve()
    with duckdb.connect(str(world.warehouse)) as connection:
        for table, columns in IDENTITY_TABLES.items():
            assert columns_of(connection, table) == list(columns)


@shared
def test_a_record_keeps_what_its_source_wrote(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="JOHN", email="John@Tide.example")
    corner.pointed("bureau", "A-1")
    yield
    rows = corner.query(
        "select record_id, first_name, email from identity.record_customers order by record_id"
    )
    assert rows == [("1", "JOHN", "John@Tide.example"), ("A-1", None, None)]


@shared
def test_spells_begin_with_the_first_evidence(corner: World) -> Iterator[None]:
    corner.person("shop", "1", created_at=None)
    yield
    assert corner.query("select valid_from, valid_to, is_current from identity.record_spells") == [
        (None, None, True)
    ]


def test_the_report_counts_and_names_nobody(world: World) -> None:
    world.person("shop", "1", first_name="John", last_name="Smith", email="family@tide.example")
    world.person("stripe", "1", first_name="John", last_name="Smith", email="family@tide.example")
    world.person("bureau", "1", first_name="Jane", last_name="Smith", email="family@tide.example")
    report = world.resolve()
    assert (report.records, report.persons, report.households) == (3, 2, 1)
    assert report.links == {"email": 1}
    assert report.stopped == {"first_name": 2}
    assert report.events == {"create": 2}
    assert "smith" not in str(report).lower() and "family" not in str(report)


def test_a_failed_run_leaves_the_tables_of_the_last_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("shop", "1")
    world.resolve()
    before = world.query("select * from identity.customers")
    monkeypatch.setitem(outputs.OUTPUTS, "events", "select nothing from nowhere")
    with pytest.raises(duckdb.Error):
        resolve(world.warehouse, world.state, SECRET, "run-2", RAN_AT)
    assert world.query("select * from identity.customers") == before


def test_importing_identity_stays_light() -> None:
    heavy = "scipy", "pyarrow", "phonenumbers", "rich"
    code = f"import sys, kith.identity, kith.identity.explain; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
