"""Corners of writing the files: odd types, views, open readers, and the bytes themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kith.publishing.databases import column_types, write_databases
from kith.publishing.personal_columns import ColumnMeaning, TableMeaning
from tests.publishing.hand_made import SECRET, publish_home


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with nothing in its marts yet."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema ops; create schema identity")
        yield connection


def write(
    connection: duckdb.DuckDBPyConnection, folder: Path, meanings: dict[str, TableMeaning] | None = None
) -> duckdb.DuckDBPyConnection:
    """Write the files and open the pseudonymous one."""
    write_databases(connection, folder, SECRET, meanings or {}, date(2026, 6, 30))
    return duckdb.connect(str(folder / "kith.duckdb"), read_only=True)


def personal(**kinds: str) -> TableMeaning:
    return TableMeaning(columns={name: ColumnMeaning(personal=kind) for name, kind in kinds.items()})


def test_great_integers_stay_exact_in_parquet(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute(
        "create table marts.rpt_sums as select 123456789012345678901234567890::hugeint as total"
    )
    write(warehouse, tmp_path).close()
    found = duckdb.execute(f"from '{tmp_path}/parquet/rpt_sums.parquet'").fetchall()
    assert int(found[0][0]) == 123456789012345678901234567890


def test_a_view_is_published_as_a_table(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute("create view marts.rpt_view as select 1 as number")
    with write(warehouse, tmp_path) as published:
        assert published.execute("from marts.rpt_view").fetchall() == [(1,)]


def test_a_table_of_names_alone_keeps_its_rows(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute("create table marts.dim_names as select 'Moss' as last_name from range(3)")
    with write(warehouse, tmp_path, {"dim_names": personal(last_name="name")}) as published:
        assert published.execute("select count(*) from marts.dim_names").fetchall() == [(3,)]
        assert column_types(published, "marts")["dim_names"] == {"nothing": "INTEGER"}


def test_a_marts_own_age_band_goes_before_ours(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute(
        "create table marts.dim_people as select date '1970-01-01' as birth_date, 'old' as age_band"
    )
    with write(warehouse, tmp_path, {"dim_people": personal(birth_date="birth_date")}) as published:
        assert published.execute("from marts.dim_people").fetchall() == [("old",)]


def test_names_with_quotes_and_reserved_words_are_published(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute("""create table marts."order" as select 1 as "at", 2 as "say ""so\"""")
    meaning = {"order": TableMeaning("It's an order.", {"at": ColumnMeaning("Whose 'at' it is.")})}
    with write(warehouse, tmp_path, meaning) as published:
        assert published.execute('from marts."order"').fetchall() == [(1, 2)]
        comments = published.execute(
            "select comment from duckdb_columns() where comment is not null"
        ).fetchall()
    assert comments == [("Whose 'at' it is.",)]


def test_no_log_stays_beside_a_file(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute("create table marts.rpt_rows as select range as number from range(10000)")
    write(warehouse, tmp_path).close()
    assert {path.name for path in tmp_path.iterdir()} == {"csv", "kith.duckdb", "kith_pii.duckdb", "parquet"}


def test_no_byte_of_a_name_is_in_the_open_files(home: Path) -> None:
    folder = publish_home(home).folder
    open_files = [folder / "kith.duckdb", folder / "briefings" / "briefing.html", *folder.glob("parquet/*")]
    for secret in (b"john@archer.example", b"Elm Row", b"+441904555010", b"cus_john", b"reader-john"):
        assert not [path.name for path in open_files if secret in path.read_bytes()]
        assert secret in (folder / "kith_pii.duckdb").read_bytes()


def test_a_reader_with_the_file_open_is_not_disturbed(home: Path) -> None:
    publish_home(home)
    current = home / "published" / "current" / "kith.duckdb"
    with duckdb.connect(str(current.resolve()), read_only=True) as reader:
        before = reader.execute("select count(*) from marts.dim_customers").fetchall()
        with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
            connection.execute("delete from marts.dim_customers where customer_id = 'c_void'")
        for number in range(2, 4):
            publish_home(home, run_id=f"run-{number}")
        assert reader.execute("select count(*) from marts.dim_customers").fetchall() == before == [(5,)]
    with duckdb.connect(str(current.resolve()), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.dim_customers").fetchall() == [(4,)]
