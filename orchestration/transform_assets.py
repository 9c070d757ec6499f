"""dbt's models and tests as Dagster knows them: assets by layer, and checks on the asset they guard.

Data flow: manifest.json + the selection of a part -> `PartSpecs` -> multi-asset; `NodeResult`s -> events.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from orchestration import failure_log
from orchestration.checks import CheckOutcome, Severity
from orchestration.layers import DAILY, MARTS, OWNER, key, name_of
from orchestration.sentences import finding
from orchestration.transform import NodeResult

_ASSET_KINDS: Final = ("model.", "seed.", "snapshot.")
_NOT_FOR_SQL_KEYS: Final = str.maketrans("-. ", "___")


class LayerTranslator(DagsterDbtTranslator):
    """Asset key = schema/table, group = layer, description in business words only."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The key of a model, seed or source."""
        table = dbt_resource_props.get("identifier") or dbt_resource_props.get("alias")
        return dg.AssetKey([dbt_resource_props["schema"], table or dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer, which is the schema."""
        return str(dbt_resource_props["schema"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model means; its SQL is in the repository."""
        return str(dbt_resource_props.get("description") or "")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """meta.owner of the model as a team."""
        owner = dbt_resource_props.get("config", {}).get("meta", {}).get("owner")
        return [f"team:{str(owner).translate(_NOT_FOR_SQL_KEYS)}"] if owner else [OWNER]


@dataclass(frozen=True)
class PartSpecs:
    """The assets and checks of one part of the dbt project."""

    manifest: Mapping[str, Any]
    unique_ids: tuple[str, ...]

    @cached_property
    def assets(self) -> dict[str, dg.AssetSpec]:
        """Asset specs by dbt's unique id."""
        translator = LayerTranslator()
        specs = {}
        for unique_id in self.unique_ids:
            if unique_id.startswith(_ASSET_KINDS):
                asset = translator.get_asset_spec(self.manifest, unique_id, None)
                is_mart = asset.key.path[0] == MARTS
                specs[unique_id] = asset.replace_attributes(
                    kinds={"dbt", "duckdb"}, freshness_policy=DAILY if is_mart else None
                )
        return specs

    @cached_property
    def checks(self) -> dict[str, dg.AssetCheckSpec]:
        """Check specs by dbt's unique id; a test over several tables guards the last of them to be built."""
        return {
            unique_id: dg.AssetCheckSpec(
                self.manifest["nodes"][unique_id]["name"],
                asset=key(self._guarded(unique_id)),
                description=self.manifest["nodes"][unique_id].get("description") or None,
            )
            for unique_id in self.unique_ids
            if unique_id.startswith("test.")
        }

    def in_layers(self, unique_ids: Iterable[str]) -> list[str]:
        """The same ids, each after all that it reads, and in as few layers as that allows."""
        depths: dict[str, int] = {}

        def depth(unique_id: str) -> int:
            if unique_id not in depths:
                parents = self.manifest["nodes"][unique_id]["depends_on"].get("nodes", ())  # a seed has none
                depths[unique_id] = 1 + max(
                    (depth(parent) for parent in parents if parent in self.assets), default=0
                )
            return depths[unique_id]

        return sorted(unique_ids, key=depth)

    def names_of(self, asset_keys: Iterable[dg.AssetKey]) -> list[str]:
        """dbt's names of the assets, for a run of a part of them."""
        wanted = set(asset_keys)
        return [
            self.manifest["nodes"][unique_id]["name"]
            for unique_id, asset in self.assets.items()
            if asset.key in wanted
        ]

    def outcome(self, result: NodeResult) -> CheckOutcome:
        """The verdict of one data test."""
        node = self.manifest["nodes"][result.unique_id]
        is_red = node["config"]["severity"].lower() == "error"
        severity: Severity = "red" if is_red or result.status == "runtime error" else "amber"
        return CheckOutcome(
            name=node["name"],
            asset=name_of(self.checks[result.unique_id].asset_key),
            passed=result.status == "pass",
            severity=severity,
            observed=self._observed(result, node),
        )

    def _observed(self, result: NodeResult, node: Mapping[str, Any]) -> str:
        if result.status == "pass":
            return "nothing found"
        if result.status in {"fail", "warn"}:
            return finding(
                node, name_of(self.checks[result.unique_id].asset_key), result.failures, result.named
            )
        return f"The check could not run: {result.message or result.status}; {failure_log.WHERE}."

    def _guarded(self, unique_id: str) -> str:
        node = self.manifest["nodes"][unique_id]
        attached = node.get("attached_node")
        parents = [parent for parent in node["depends_on"]["nodes"] if not parent.startswith("macro.")]
        own = [parent for parent in parents if parent in self.assets]
        guarded = attached if attached in self.assets else (own or parents)[-1]
        if guarded.startswith("source."):
            source = self.manifest["sources"][guarded]
            return f"{source['schema']}/{source['identifier']}"
        return name_of(self.assets[guarded].key)
