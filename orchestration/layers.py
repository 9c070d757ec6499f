"""Names that the assets share: keys, groups and owners.

A group is a station on the way of the data. Each reads only from those before it, so that Dagster draws them from left
to right: `ops`, `staging` and `intermediate` are therefore not one group each, though one schema.
"""

from datetime import timedelta
from typing import Final

import dagster as dg

OWNER: Final = "team:Customer data"
WAREHOUSE_POOL: Final = "warehouse"
OCCASION: Final = "kith/occasion"  # the tag of a run that says what it is for

FEEDS: Final = "feeds"
RAW: Final = "raw"
RECONCILIATION: Final = "reconciliation"
REFERENCE: Final = "reference"
STAGING: Final = "staging"
INTERMEDIATE: Final = "intermediate"
IDENTITY: Final = "identity"
# Of the schema intermediate, what is joined to customers.
INTERMEDIATE_BY_CUSTOMER: Final = "intermediate_by_customer"
MARTS: Final = "marts"
CHECKS: Final = "checks"
PUBLISHED: Final = "published"
GROUPS: Final = (
    FEEDS,
    RAW,
    RECONCILIATION,
    REFERENCE,
    STAGING,
    INTERMEDIATE,
    IDENTITY,
    INTERMEDIATE_BY_CUSTOMER,
    MARTS,
    CHECKS,
    PUBLISHED,
)

# The daily run may be late by two hours before it is said, and fail once before it is an error.
DAILY: Final = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=26), fail_window=timedelta(hours=50)
)


def key(name: str) -> dg.AssetKey:
    """The asset key of a relation given as schema/table."""
    return dg.AssetKey(name.split("/"))


def name_of(asset_key: dg.AssetKey) -> str:
    """The relation of an asset key, as schema/table."""
    return "/".join(asset_key.path)


def spec(
    name: str,
    group: str,
    description: str,
    *,
    deps: list[str],
    kinds: set[str],
    freshness: dg.FreshnessPolicy | None = None,
) -> dg.AssetSpec:
    """A hop that is no dbt model: `name` and `deps` are schema/table."""
    return dg.AssetSpec(
        key(name),
        deps=[key(dep) for dep in deps],
        description=description,
        group_name=group,
        owners=[OWNER],
        kinds=kinds,
        freshness_policy=freshness,
    )
