"""The last look before publication; its asset is the table of every verdict of the run.

Data flow: raw feeds, identity map, marts -> Great Expectations and sanity rules -> ops.check_results.
"""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from orchestration import checks
from orchestration.checks import check_spec
from orchestration.defs.publishing.publication import marts, refuse_red
from orchestration.identity_names import IDENTITY_TABLES
from orchestration.layers import CHECKS, DAILY, WAREHOUSE_POOL, key, spec
from orchestration.load_names import LOAD_TABLES, all_raw_tables
from orchestration.quality import FEED_CHECKS, MART_CHECKS, judge_feeds, judge_marts
from orchestration.run_resource import KithRun
from orchestration.sanity import RULES, judge_identity
from orchestration.steps import step


def _spec() -> dg.AssetSpec:
    """The asset; in a function, since one in the module would be loaded a second time."""
    return spec(
        checks.COMPLETED_ASSET,
        CHECKS,
        "Every verdict on the warehouse as it stands; one red among them and nothing is published.",
        deps=[*LOAD_TABLES, *IDENTITY_TABLES, *all_raw_tables(), *marts()],
        kinds={"duckdb", "greatexpectations"},
        freshness=DAILY,
    )


CHECK_SPECS: Final = [
    *(
        check_spec(name, table, severity, description)
        for table in all_raw_tables()
        for name, (severity, description) in FEED_CHECKS.items()
    ),
    *(
        check_spec(name, mart, severity, description)
        for mart in marts()
        for name, (severity, description) in MART_CHECKS.items()
    ),
    *(check_spec(rule.name, rule.asset, rule.severity, rule.description) for rule in RULES),
    checks.gate_spec(),
]


@dg.multi_asset(
    name="check_quality",
    specs=[_spec()],
    check_specs=CHECK_SPECS,
    allow_arbitrary_check_specs=True,
    pool=WAREHOUSE_POOL,
)
def check_quality(
    context: dg.AssetExecutionContext, run: KithRun
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Judge feeds, identity and marts; end red where any verdict of the run is, so that nothing is published."""
    with step("Checking feeds, identities and marts"), run.warehouse() as connection:
        outcomes = [
            *judge_feeds(connection, run.settings.as_of, run.home),
            *judge_identity(connection),
            *judge_marts(connection, run.settings.as_of, run.home),
        ]
        checks.record(connection, run.run_id, [*outcomes, checks.completed()])
        summary = checks.summary(connection)
        reasons = checks.red_reasons(connection)
    yield dg.MaterializeResult(asset_key=key(checks.COMPLETED_ASSET), metadata=summary)
    for outcome in [*outcomes, checks.gate(reasons)]:
        yield outcome.to_result()
    refuse_red(reasons)
