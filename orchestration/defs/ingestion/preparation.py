"""What a run starts from: the warehouse's schemas, what feeds.yml says, rates and costs.

Data flow: feeds.yml, costs/, rates -> ops.home_settings, ops.sources, raw_reference.*.
"""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from ingestion.load import prepare_warehouse
from kith.identity import create_identity_tables
from orchestration import checks
from orchestration.layers import FEEDS, RAW, WAREHOUSE_POOL, name_of, spec
from orchestration.run_resource import KithRun
from orchestration.steps import step
from orchestration.table_facts import count_rows

REFERENCE_TABLES: Final = {
    "rates": "Exchange rates by day, so that amounts in other currencies can be compared.",
    "payment_fees": "What payment providers charge by method; this publisher's own rates, if it gave any.",
    "fulfilment_costs": "What packing and posting an order costs.",
    "support_costs": "What a minute of support costs by channel.",
    "send_costs": "What a message costs by channel.",
    "serving_costs": "What serving a subscription costs per issue, copy and month.",
    "default_margins": "Margin by product line where no unit cost is known.",
    "channel_commissions": "What sales channels keep of each sale.",
    "ad_revenue": "Advertising revenue per thousand views by section, a memo.",
    "country_groups": "Which countries cost the same to serve.",
}


def _specs() -> list[dg.AssetSpec]:
    """The assets; in a function, since a list in the module would be loaded a second time."""
    return [
        spec(
            "ops/home_settings",
            FEEDS,
            "The date, currency and time zone that this run counts in.",
            deps=[],
            kinds={"duckdb", "yaml"},
        ),
        spec(
            "ops/sources", FEEDS, "The systems that feed this warehouse.", deps=[], kinds={"duckdb", "yaml"}
        ),
        *(
            spec(f"raw_reference/{table}", RAW, description, deps=[], kinds={"duckdb", "csv"})
            for table, description in REFERENCE_TABLES.items()
        ),
    ]


@dg.multi_asset(name="prepare", specs=_specs(), can_subset=True, pool=WAREHOUSE_POOL)
def prepare(context: dg.AssetExecutionContext, run: KithRun) -> Iterator[dg.MaterializeResult[None]]:
    """Make every table that a run expects, empty where a feed is missing; it is made whole also for a part of it."""
    with step("Preparing the warehouse"):
        prepare_warehouse(run.load_context)
        run.home.warehouse.chmod(0o600)
        with run.warehouse() as connection:
            create_identity_tables(connection)
            (checks.mark_incomplete if context.is_subset else checks.forget_all)(connection)
            counts = count_rows(connection, [name_of(asset.key) for asset in _specs()])
    for asset in _specs():
        if asset.key in context.selected_asset_keys:
            count = counts.get(name_of(asset.key), 0)
            yield dg.MaterializeResult(asset_key=asset.key, metadata={"dagster/row_count": count})
