"""The dbt project in two parts, each one asset per model and one check per test.

Data flow: raw_*, ops.* -> before_identity -> (identity) -> after_identity -> marts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import dagster as dg

from orchestration import checks, failure_log, project, transform
from orchestration.checks import CheckOutcome
from orchestration.highlights import highlights
from orchestration.layers import WAREHOUSE_POOL, name_of
from orchestration.run_resource import KithRun
from orchestration.steps import step
from orchestration.table_facts import count_rows
from orchestration.transform import NodeResult
from orchestration.transform_assets import PartSpecs

Events = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
_TITLES: Final = {
    "before_identity": "Bringing every source into one shape",
    "after_identity": "Building customers, money and reports",
}


def build_part(part: str, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The multi-asset that builds one part of the project."""
    specs = PartSpecs(manifest, part)

    @dg.multi_asset(
        name=part,
        specs=list(specs.assets.values()),
        check_specs=list(specs.checks.values()),
        can_subset=True,
        allow_arbitrary_check_specs=True,
        pool=WAREHOUSE_POOL,
    )
    def build(context: dg.AssetExecutionContext, run: KithRun) -> Events:
        with step(_TITLES[part]):
            with run.warehouse() as connection:
                checks.mark_incomplete(connection)
            names = specs.names_of(context.selected_asset_keys) if context.is_subset else None
            results = transform.build(run.home, run.settings, selector=part, names=names)
        yield from report_part(specs, results, context, run)

    return build


def report_part(
    specs: PartSpecs, results: list[NodeResult], context: dg.AssetExecutionContext, run: KithRun
) -> Events:
    """Materialisations layer by layer, then verdicts, then a failure if anything could not be built.

    In this order the event log reads the records of a layer at once; see orchestration/event_log.py.
    """
    built = {result.unique_id: result for result in results if not (result.is_test or result.is_failed)}
    ran = [result for result in results if result.is_test and result.status != "skipped"]
    outcomes = [specs.outcome(result) for result in ran]
    with run.warehouse() as connection:
        checks.record(connection, run.run_id, outcomes)
        names = [name_of(specs.assets[unique_id].key) for unique_id in built]
        counts = count_rows(connection, names)
        shown = highlights(connection, names)
    for unique_id in specs.in_layers(built):
        result = built[unique_id]
        asset_key = specs.assets[unique_id].key
        name = name_of(asset_key)
        metadata: dict[str, Any] = {"seconds": round(result.seconds, 3), **shown.get(name, {})}
        if name in counts:
            metadata["dagster/row_count"] = counts[name]
        yield dg.MaterializeResult(asset_key=asset_key, metadata=metadata)
    for outcome in outcomes:
        if outcome.check_key in context.selected_asset_check_keys:
            yield outcome.to_result()
    _raise_if_unbuilt(results, outcomes)


def _raise_if_unbuilt(results: list[NodeResult], outcomes: Sequence[CheckOutcome] = ()) -> None:
    """A model that failed, or that was not built because something under it failed, ends the run red."""
    errors = [result for result in results if result.status == "error" and not result.is_test]
    skipped = [result for result in results if result.status == "skipped" and not result.is_test]
    if not errors and not skipped:
        return
    reasons = [f"{_short(result)}: {result.message}" for result in errors]
    if skipped:
        red = [outcome for outcome in outcomes if not outcome.passed and outcome.severity == "red"]
        reasons += [checks.reason(outcome.name, outcome.asset, outcome.observed) for outcome in red]
    broken = ["1 model" if len(errors) == 1 else f"{len(errors):,} models"] if errors else []
    left_out = [f"{len(skipped):,} that build{'s' * (len(skipped) == 1)} on what failed"] if skipped else []
    where = f" {failure_log.WHERE[0].upper()}{failure_log.WHERE[1:]}." if errors else ""
    raise dg.Failure(
        description=f"Not built: {' and '.join(broken + left_out)}. {'; '.join(reasons[:5])}.{where}",
        allow_retries=False,
    )


def _short(result: NodeResult) -> str:
    return result.unique_id.split(".")[2]


parts: Final = [build_part(part, project.read_manifest()) for part in project.PARTS]
