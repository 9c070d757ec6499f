"""One load per connector: landing files of that vendor to its raw tables, every version kept.

A new connector needs no line here: its tables come from CONNECTORS, those of the generic one from ENTITIES.
Data flow: landing/ -> raw_<connector>.<object>, with what could not be read in quarantine.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import dagster as dg

from ingestion.load import ConnectorReport, load_connector
from orchestration import checks
from orchestration.layers import RAW, WAREHOUSE_POOL, name_of, spec
from orchestration.load_names import FILES, raw_tables_of
from orchestration.run_resource import KithRun
from orchestration.steps import step


def build_load(connector: str, tables: Mapping[str, str]) -> dg.AssetsDefinition:
    """The multi-asset that loads one connector."""
    origin = (
        "any other system, through the generic connector" if connector == FILES else connector.capitalize()
    )
    specs = [
        spec(
            table,
            RAW,
            f"What {origin} said. {grain}",
            deps=["ops/home_settings", "ops/sources"],
            kinds={"dlt", "duckdb"},
        )
        for table, grain in tables.items()
    ]

    @dg.multi_asset(name=f"load_{connector}", specs=specs, pool=WAREHOUSE_POOL)
    def load(context: dg.AssetExecutionContext, run: KithRun) -> Iterator[dg.MaterializeResult[None]]:
        # A connector that this home does not use only makes its tables, empty: nothing that anybody waits for.
        is_shown = connector in run.connectors
        with step(f"Loading {connector}", is_shown=is_shown), run.warehouse() as connection:
            checks.mark_incomplete(connection)
            report = load_connector(run.load_context, connector)
        for asset in specs:
            yield dg.MaterializeResult(
                asset_key=asset.key, metadata=load_metadata(report, name_of(asset.key))
            )

    return load


def load_metadata(report: ConnectorReport, table: str) -> dict[str, int]:
    """Rows in one raw table and what its connector set aside."""
    return {
        "dagster/row_count": report.rows.get(table.replace("/", "."), 0),
        "quarantined_rows_of_connector": report.quarantined,
    }


loads: Final = [build_load(connector, tables) for connector, tables in raw_tables_of().items()]
