"""The publication and its briefing, behind the gate of every check.

Data flow: marts + ops.check_results -> published/<version>, `current` -> BI tools, analysts, marketing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import dagster as dg

from kith.identity import keep_model
from kith.publishing import publish
from orchestration import project
from orchestration.checks import red_reasons
from orchestration.layers import DAILY, OCCASION, PUBLISHED, WAREHOUSE_POOL, key, name_of, spec
from orchestration.run_resource import KithRun
from orchestration.steps import step
from orchestration.transform_assets import PartSpecs

_SHOWN_REASONS: Final = 5


@lru_cache(maxsize=1)
def marts() -> list[str]:
    """Every mart, as schema/table: what is published."""
    selected = PartSpecs(project.read_manifest(), project.AFTER_IDENTITY)
    return sorted(name_of(asset.key) for asset in selected.assets.values() if asset.key.path[0] == "marts")


def _specs() -> list[dg.AssetSpec]:
    """The assets; in a function, since a list in the module would be loaded a second time."""
    return [
        spec(
            "published/warehouse",
            PUBLISHED,
            "What BI tools and analysts open: the marts without personal data, and apart, under lock, with names.",
            deps=["ops/check_results", *marts()],
            kinds={"duckdb", "parquet"},
            freshness=DAILY,
        ),
        spec(
            "published/briefing",
            PUBLISHED,
            "One page for the marketing team: what changed, who rose, who is at risk and for how much.",
            deps=["ops/check_results", *marts()],
            kinds={"html"},
            freshness=DAILY,
        ),
    ]


@dg.multi_asset(name="publish", specs=_specs(), pool=WAREHOUSE_POOL)
def publish_marts(context: dg.AssetExecutionContext, run: KithRun) -> Iterator[dg.MaterializeResult[None]]:
    """Publish a new version, or say why not and leave the last one in place."""
    with run.warehouse() as connection:
        refuse_red(red_reasons(connection))
    with step("Publishing"):
        # before it: no publication may rest on a model that is not kept
        keep_model(run.home.state)
        publication = publish(
            run.home.root,
            run.home.warehouse,
            run.settings.secret,
            run_id=run.run_id,
            as_of=run.settings.as_of,
            code_version=run.code_version,
            published_at=datetime.now(UTC),
            manifest=project.manifest_file(),
            occasion=context.run.tags.get(OCCASION),
        )
    folder = publication.folder
    yield dg.MaterializeResult(
        asset_key=key("published/warehouse"),
        metadata={
            "version": folder.name,
            "folder": dg.MetadataValue.path(str(folder)),
            "tables": len(publication.tables),
        },
    )
    yield dg.MaterializeResult(
        asset_key=key("published/briefing"),
        metadata={"page": dg.MetadataValue.path(str(folder / "briefings" / "briefing.html"))},
    )


def refuse_red(reasons: list[str]) -> None:
    """Raise before anything is written if a check is red; what readers see stays."""
    if not reasons:
        return
    lines = "\n".join(reasons[:_SHOWN_REASONS]).splitlines()
    if len(reasons) > _SHOWN_REASONS:
        lines.append(f"and {len(reasons) - _SHOWN_REASONS} more")
    # One reason follows on the same line; several are a list.
    listed = f" {lines[0]}" if len(lines) == 1 else "".join(f"\n  {line}" for line in lines)
    raise dg.Failure(
        description=f"Nothing was published, nothing changes for readers:{listed}",
        metadata={"red_checks": len(reasons)},
        allow_retries=False,
    )
