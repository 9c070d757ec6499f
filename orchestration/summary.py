"""What a run did, in figures: tables that changed, customers by tier, quarantine, verdicts.

Data flow: publication before + publication after + warehouse -> `summarise` -> the end of `kith run`.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from kith.home import Home
from kith.identity.weights import shipped_weights
from orchestration.checks import reason

Facts = dict[str, Any]


def published_tables(home: Home) -> dict[str, Facts]:
    """Rows and content hash of every published mart now; empty before the first publication."""
    manifest = home.current / "manifest.json"
    if not manifest.exists():
        return {}
    tables: dict[str, Facts] = json.loads(manifest.read_text())["tables"]
    return tables


def publication_folder(home: Home) -> Path | None:
    """The folder that `current` points to."""
    return home.current.resolve() if home.current.exists() else None


def published_run(home: Home) -> str | None:
    """The run that made what readers see."""
    manifest = home.current / "manifest.json"
    return str(json.loads(manifest.read_text())["run_id"]) if manifest.exists() else None


def published_as_of(home: Home) -> date:
    """The day up to which what readers see counts."""
    return date.fromisoformat(json.loads((home.current / "manifest.json").read_text())["as_of"])


def changes(before: dict[str, Facts], after: dict[str, Facts]) -> list[Facts]:
    """The marts whose content differs, with rows before and after; those that grew or shrank most first."""
    changed = [
        {
            "table": table,
            "rows_before": before.get(table, {}).get("rows", 0),
            "rows": facts["rows"],
        }
        for table, facts in after.items()
        if table not in before or before[table]["content_hash"] != facts["content_hash"]
    ]
    return sorted(changed, key=lambda change: (-abs(change["rows"] - change["rows_before"]), change["table"]))


def summarise(home: Home, run_id: str) -> Facts:
    """Customers, tiers, weights, quarantine and verdicts of the warehouse, and what the run's own checks found."""
    with duckdb.connect(str(home.warehouse)) as connection:
        return {
            "customers": _count(connection, "marts.dim_customers"),
            "tiers": _pairs(
                connection,
                "select coalesce(value_tier, 'not yet placed'), count(*) from marts.fct_customer_value "
                "group by 1 order by 2 desc",
            ),
            **_set_aside(connection),
            "shipped_weights": shipped_weights(connection),
            "verdicts": _pairs(
                connection,
                "select case when passed then 'green' else severity end, count(*) "
                "from ops.check_results group by 1 order by 1",
            ),
            "amber": [
                reason(name, asset, observed)
                for name, asset, observed in _rows(
                    connection,
                    "select check_name, asset, observed from ops.check_results "
                    "where not passed and severity = 'amber' and run_id = ? order by asset, check_name",
                    run_id,
                )
            ],
        }


def set_aside(home: Home) -> Facts:
    """Rows and files that a run which published nothing could not take in."""
    from ingestion.warehouse import open_warehouse

    if not home.warehouse.exists():
        return {}
    with open_warehouse(home.root) as connection:
        return _set_aside(connection)


def _set_aside(connection: duckdb.DuckDBPyConnection) -> Facts:
    from ingestion.quarantine import set_aside as counted

    rows, files = counted(connection)
    return {"quarantined_rows": rows, "quarantined_files": files}


def raw_row_counts(home: Home) -> dict[str, int]:
    """Rows of every raw table, by schema/table: what the next run's volumes are held against."""
    with duckdb.connect(str(home.warehouse)) as connection:
        tables = _rows(
            connection,
            "select schema_name, table_name from duckdb_tables() where schema_name like 'raw%' order by all",
        )
        union = " union all ".join(
            f'select \'{schema}/{table}\', count(*) from "{schema}"."{table}"' for schema, table in tables
        )
        return dict(_rows(connection, union)) if tables else {}


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, *values: str) -> list[Any]:
    try:
        return connection.execute(statement, list(values)).fetchall()
    except duckdb.CatalogException:
        return []


def _pairs(connection: duckdb.DuckDBPyConnection, statement: str) -> dict[str, int]:
    return dict(_rows(connection, statement))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    rows = _rows(connection, f"select count(*) from {table}")
    return int(rows[0][0]) if rows else 0
