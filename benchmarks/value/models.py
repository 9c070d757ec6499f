"""Kith's own models of the value layer on a world, built as the job builds them: in this process, by dbt.

Run as `python -m benchmarks.value.models WORLD FOUND`.

Data flow: a copy of the world's file as warehouse -> the models' tables in it; FOUND/cost.json with CPU seconds by
step, those of dbt's imports and of the parsed project apart; FOUND/nodes.json with wall seconds by model;
FOUND/missing.json with the results that no model makes.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity.cost import Cost
from benchmarks.value.results import RESULTS
from benchmarks.value.world import AS_OF

VALUE = "fct_customer_value"
HISTORY = "dim_customer_tier_history"
LAYER = (
    *(f"models/intermediate/{folder}/" for folder in ("earned", "value", "tenure", "tiers", "reports")),
    "models/marts/value/",
    "models/marts/reports/",
)
"""Where the models of the value layer stand; what they read from elsewhere is in the world."""


@dataclass(frozen=True)
class Layer:
    """The models that a world does not have, and of which models each is made."""

    parents: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, manifest: Mapping[str, Any], given: frozenset[str]) -> "Layer":
        """The models between the world's tables and the results. Raises ValueError where the world lacks a table."""
        nodes = {
            node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"
        }
        parents: dict[str, frozenset[str]] = {}
        waiting = [result.model for result in RESULTS if result.model in nodes]
        while waiting:
            name = waiting.pop()
            if name in given or name in parents:
                continue
            if not nodes[name]["original_file_path"].startswith(LAYER):
                raise ValueError(f"the value layer reads {name}, which world.sql does not make")
            read = (manifest["nodes"].get(unique_id) for unique_id in nodes[name]["depends_on"]["nodes"])
            parents[name] = frozenset(node["name"] for node in read if node) - given
            waiting.extend(parents[name])
        return cls(parents)

    def steps(self) -> dict[str, list[str]]:
        """The floor's steps: `value` needs no tier, the replay is what the tier history needs beyond it."""
        untiered = {
            name for name in self.parents[VALUE] if not any("tier" in part for part in self._above(name))
        }
        value = frozenset().union(*(self._above(name) for name in untiered))
        replay = self._above(HISTORY) - value
        present = {name for name in self.parents if name not in replay and self._above(name) & replay}
        value = set(self.parents) - replay - present
        return {"value": sorted(value), "replay": sorted(replay), "present": sorted(present)}

    def _above(self, name: str) -> frozenset[str]:
        """A model and all that it is made of."""
        return frozenset({name}).union(*(self._above(parent) for parent in self.parents.get(name, ())))


def main(warehouse: Path, found: Path) -> None:
    """Build the steps in turn and write what each cost."""
    cost = Cost()
    os.environ["KITH_WAREHOUSE"] = str(warehouse)
    from orchestration.project import folders, invoke, parsed_project, read_manifest

    project = parsed_project()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables where schema_name = 'intermediate'")
        given = frozenset(name for (name,) in tables.fetchall())
    layer = Layer.of(read_manifest(), given)
    missing = [result.model for result in RESULTS if result.model not in layer.parents]
    (found / "missing.json").write_text(json.dumps(missing))
    values = {"as_of": AS_OF, "reporting_currency": "GBP", "reporting_timezone": "UTC"}
    cost.done("dbt")
    seconds: dict[str, float] = {}
    for step, names in layer.steps().items():
        arguments = ["run", *folders(found / "target"), "--vars", json.dumps(values), "--no-write-json"]
        outcome = invoke([*arguments, "--select", *names], project)
        failed = [str(node.message) for node in outcome.results if str(node.status) != "success"]
        if failed or len(outcome.results) != len(names):
            sys.exit(f"{step}: {failed}")
        seconds |= {node.node.name: node.execution_time for node in outcome.results}
        cost.done(step)
    cost.write(found)
    (found / "nodes.json").write_text(json.dumps(seconds))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
