"""Nothing is lost: every row that was read is loaded, repeated, superseded, filtered or quarantined.

Data flow: raw tables + the loader's counts -> ops.outdated_rows, ops.load_reconciliation, checks.
"""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from ingestion.load import finish_load
from orchestration import checks
from orchestration.checks import check_spec
from orchestration.layers import RECONCILIATION, WAREHOUSE_POOL, name_of, spec
from orchestration.load_names import LOAD_TABLES, all_raw_tables
from orchestration.load_verdicts import LOAD_CHECKS, judge_load
from orchestration.run_resource import KithRun
from orchestration.steps import step
from orchestration.table_facts import count_rows
from orchestration.vanished import judge_vanished


def _specs() -> list[dg.AssetSpec]:
    """The assets; in a function, since a list in the module would be loaded a second time."""
    return [
        spec(name, RECONCILIATION, description, deps=all_raw_tables(), kinds={"duckdb"})
        for name, description in LOAD_TABLES.items()
    ]


CHECK_SPECS: Final = [
    check_spec(name, asset, severity, description)
    for name, (asset, severity, description) in LOAD_CHECKS.items()
]


@dg.multi_asset(name="reconcile", specs=_specs(), check_specs=CHECK_SPECS, pool=WAREHOUSE_POOL)
def reconcile(
    context: dg.AssetExecutionContext, run: KithRun
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Count every row of every file once."""
    with step("Reconciling what was loaded with what was read"):
        finish_load(run.load_context)
        with run.warehouse() as connection:
            outcomes = [
                *judge_load(connection),
                judge_vanished(connection, run.home, run.settings.feeds),
            ]
            checks.record(connection, run.run_id, outcomes)
            counts = count_rows(connection, [name_of(asset.key) for asset in _specs()])
    for asset in _specs():
        yield dg.MaterializeResult(
            asset_key=asset.key, metadata={"dagster/row_count": counts[name_of(asset.key)]}
        )
    for outcome in outcomes:
        yield outcome.to_result()
