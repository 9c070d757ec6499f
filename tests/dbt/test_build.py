"""The whole dbt project builds on an empty warehouse, and every unit test, contract and data test holds."""

import duckdb

from tests.dbt.conftest import BuiltProject

HELD = {"success", "pass", "no-op"}


def test_everything_builds_and_holds_on_no_input(built_project: BuiltProject) -> None:
    broken = {node: status for node, status in built_project.results.items() if status not in HELD}
    assert not broken


def test_every_unit_test_has_run(built_project: BuiltProject) -> None:
    declared = set(built_project.manifest["unit_tests"])
    run = {node for node in built_project.results if node.startswith("unit_test.")}
    assert run == declared
    assert len(run) >= 14


def test_no_input_gives_empty_marts(built_project: BuiltProject) -> None:
    with duckdb.connect(str(built_project.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        counts = {
            table: connection.execute(f"select count(*) from marts.{table}").fetchall()[0][0]
            for (table,) in tables
        }
    assert "dim_customers" in counts
    assert {table for table, count in counts.items() if count} <= {"rpt_whale_curve"}
