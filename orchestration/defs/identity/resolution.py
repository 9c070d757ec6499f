"""Which records are one person, between the two parts of the dbt run.

Only what changed since the last run is resolved again, where that is known (kith/identity/daily).

Data flow: intermediate.* (profiles, pointers, logins, clicks), staging.stg_ops__sources, identity_memory.* of the
run before, and of state/ the ids, the model and decisions.jsonl -> identity.*, identity_memory.*, state/identity,
and a model where none was kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import dagster as dg

from kith.identity import resolve
from kith.identity.settings import identity_settings
from orchestration import checks
from orchestration.identity_names import IDENTITY_TABLES
from orchestration.layers import IDENTITY, WAREHOUSE_POOL, name_of, spec
from orchestration.run_resource import KithRun
from orchestration.steps import step
from orchestration.table_facts import count_rows

EVIDENCE: Final = [
    "intermediate/int_profiles_unioned",
    "intermediate/int_record_pointers",
    "intermediate/int_device_logins",
    "intermediate/int_device_clicks",
    "intermediate/int_newsletter_memberships_unioned",
    "intermediate/int_subscription_parties",
    "staging/stg_ops__sources",
]


def _specs() -> list[dg.AssetSpec]:
    """The assets; in a function, since a list in the module would be loaded a second time."""
    return [
        spec(name, IDENTITY, description, deps=EVIDENCE, kinds={"python", "duckdb"})
        for name, description in IDENTITY_TABLES.items()
    ]


@dg.multi_asset(name="resolve_identity", specs=_specs(), pool=WAREHOUSE_POOL)
def resolve_identity(context: dg.AssetExecutionContext, run: KithRun) -> Iterator[dg.MaterializeResult[None]]:
    """Find out who is who; ids never move."""
    with step("Finding out which records are one person"):
        with run.warehouse() as connection:
            checks.mark_incomplete(connection)
        report = resolve(
            run.home.warehouse,
            run.home.state,
            run.settings.secret,
            run.run_id,
            run.started_at,
            identity_settings(run.settings.feeds),
        )
        with run.warehouse() as connection:
            counts = count_rows(connection, [name_of(asset.key) for asset in _specs()])
    for asset in _specs():
        name = name_of(asset.key)
        metadata: dict[str, Any] = {"dagster/row_count": counts.get(name, 0)}
        if name == "identity/customers":
            metadata |= _facts(vars(report))
        yield dg.MaterializeResult(asset_key=asset.key, metadata=metadata)


def _facts(report: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of the identity report; nothing else of it is fit for a log."""
    return {name: value for name, value in report.items() if isinstance(value, int | float)}
