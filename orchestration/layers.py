"""Names that the assets share: keys, groups (one a layer) and owners."""

from datetime import timedelta
from typing import Final

import dagster as dg

OWNER: Final = "team:customer_data"
WAREHOUSE_POOL: Final = "warehouse"
OCCASION: Final = "kith/occasion"  # the tag of a run that says what it is for

OPS: Final = "ops"
RAW: Final = "raw"
STAGING: Final = "staging"
INTERMEDIATE: Final = "intermediate"
REFERENCE: Final = "reference"
IDENTITY: Final = "identity"
MARTS: Final = "marts"
PUBLISHED: Final = "published"

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
