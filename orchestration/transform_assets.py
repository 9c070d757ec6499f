"""dbt's models and tests as Dagster knows them: assets by layer, and checks on the asset they guard.

Data flow: manifest.json + the selection of a part -> `PartSpecs` -> multi-asset; `NodeResult`s -> events.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, Final

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from orchestration import failure_log, project
from orchestration.checks import CheckOutcome, Severity, check_spec
from orchestration.layers import (
    DAILY,
    IDENTITY,
    INTERMEDIATE,
    INTERMEDIATE_BY_CUSTOMER,
    MARTS,
    OWNER,
    STAGING,
    name_of,
)
from orchestration.sentences import asserts, finding
from orchestration.transform import NodeResult

_ASSET_KINDS: Final = ("model.", "seed.", "snapshot.")
# The schemas that stand on both sides of identity, and the group of what comes after it.
_AFTER_IDENTITY: Final = {STAGING: IDENTITY, INTERMEDIATE: INTERMEDIATE_BY_CUSTOMER}


class LayerTranslator(DagsterDbtTranslator):
    """Asset key = schema/table, description in business words only."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The key of a model, seed or source."""
        table = dbt_resource_props.get("identifier") or dbt_resource_props.get("alias")
        return dg.AssetKey([dbt_resource_props["schema"], table or dbt_resource_props["name"]])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model means; its SQL is in the repository."""
        return str(dbt_resource_props.get("description") or "")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """The team whose mailbox is meta.owner of the model: customer-data@… is Customer data."""
        owner = dbt_resource_props.get("config", {}).get("meta", {}).get("owner")
        return [f"team:{owner.split('@')[0].replace('-', ' ').capitalize()}"] if owner else [OWNER]


@dataclass(frozen=True)
class PartSpecs:
    """The assets and checks of one part of the dbt project, one of project.PARTS."""

    manifest: Mapping[str, Any]
    part: str

    @cached_property
    def unique_ids(self) -> tuple[str, ...]:
        """dbt's ids of its models, seeds and tests."""
        return project.read_selection(self.part)

    @cached_property
    def assets(self) -> dict[str, dg.AssetSpec]:
        """Asset specs by dbt's unique id."""
        translator = LayerTranslator()
        specs = {}
        for unique_id in self.unique_ids:
            if unique_id.startswith(_ASSET_KINDS):
                asset = translator.get_asset_spec(self.manifest, unique_id, None)
                schema = asset.key.path[0]
                specs[unique_id] = asset.replace_attributes(
                    group_name=self._group(schema),
                    kinds={"dbt", "duckdb"},
                    freshness_policy=DAILY if schema == MARTS else None,
                )
        return specs

    @cached_property
    def checks(self) -> dict[str, dg.AssetCheckSpec]:
        """Check specs by dbt's unique id; a test over several tables guards the one that its SQL names last."""
        return {
            unique_id: self._check(unique_id)
            for unique_id in self.unique_ids
            if unique_id.startswith("test.")
        }

    def _check(self, unique_id: str) -> dg.AssetCheckSpec:
        node = self.manifest["nodes"][unique_id]
        guarded, blocks = self._guarded(unique_id), self._blocks(unique_id)
        return check_spec(node["name"], guarded, _severity(node), asserts(node), blocks=blocks)

    def _blocks(self, unique_id: str) -> bool:
        """Whether something waits for the test: dbt leaves out what descends from every table of one that failed."""
        tested = set(self.manifest["parent_map"][unique_id])
        return any(tested <= self._ancestors[asset] for asset in self.assets)

    @cached_property
    def _ancestors(self) -> dict[str, set[str]]:
        """By dbt's unique id all that a node is built from, in however many steps."""
        parents = self.manifest["parent_map"]
        found: dict[str, set[str]] = {}
        for unique_id in TopologicalSorter(parents).static_order():
            found[unique_id] = set(parents[unique_id]).union(
                *(found[parent] for parent in parents[unique_id])
            )
        return found

    def _group(self, schema: str) -> str:
        return _AFTER_IDENTITY.get(schema, schema) if self.part == project.AFTER_IDENTITY else schema

    def in_layers(self, unique_ids: Iterable[str]) -> list[str]:
        """The same ids, each after all that it reads, and in as few layers as that allows."""
        depths: dict[str, int] = {}

        def depth(unique_id: str) -> int:
            if unique_id not in depths:
                parents = [
                    parent for parent in self.manifest["parent_map"][unique_id] if parent in self.assets
                ]
                depths[unique_id] = 1 + max(map(depth, parents), default=0)
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
        return CheckOutcome(
            name=node["name"],
            asset=name_of(self.checks[result.unique_id].asset_key),
            passed=result.status == "pass",
            severity="red" if result.status == "runtime error" else _severity(node),
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


def _severity(node: Mapping[str, Any]) -> Severity:
    """The colour of a data test that does not hold."""
    return "red" if node["config"]["severity"].lower() == "error" else "amber"
