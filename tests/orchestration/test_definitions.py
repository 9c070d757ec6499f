"""What Dagster shows: a snapshot of all of it, and the rules that hold for every asset."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion.entities import ENTITIES
from ingestion.sources import CONNECTORS
from orchestration.definitions import defs
from orchestration.load_names import raw_tables_of
from tests.orchestration.definitions_snapshot import SNAPSHOT, take_snapshot

LAYERS = {
    "ops",
    "raw",
    "reference",
    "staging",
    "intermediate",
    "identity",
    "marts",
    "published",
}


GUARDED_LAYERS = {"ops", "raw", "identity", "marts"}


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return defs()


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


@pytest.mark.parametrize("part", ["assets", "checks", "jobs", "schedules"])
def test_definitions_are_as_in_the_snapshot(part: str) -> None:
    known: dict[str, Any] = json.loads(SNAPSHOT.read_text())
    assert take_snapshot()[part] == known[part], (
        "if this change is wanted: python -m tests.orchestration.definitions_snapshot"
    )


def test_every_asset_says_what_it_means_and_whose_it_is(specs: dict[str, dg.AssetSpec]) -> None:
    assert [name for name, spec in specs.items() if not spec.description] == []
    assert [name for name, spec in specs.items() if not spec.owners] == []
    assert [name for name, spec in specs.items() if not spec.kinds] == []


def test_group_is_the_layer(specs: dict[str, dg.AssetSpec]) -> None:
    assert {spec.group_name for spec in specs.values()} == LAYERS


def test_key_is_schema_and_table(specs: dict[str, dg.AssetSpec]) -> None:
    assert {len(spec.key.path) for spec in specs.values()} == {2}


def test_every_hop_is_an_asset_of_ours(definitions: dg.Definitions) -> None:
    assert definitions.resolve_asset_graph().external_asset_keys == set()


def test_raw_assets_are_the_contracts(specs: dict[str, dg.AssetSpec]) -> None:
    expected = {f"raw_files/{entity}" for entity in ENTITIES}
    for name, connector in CONNECTORS.items():
        expected |= {f"raw_{name}/{thing.name}" for thing in connector.objects}
    raw = {name for name, spec in specs.items() if name.startswith("raw_") and spec.group_name == "raw"}
    assert expected == {name for name in raw if not name.startswith("raw_reference/")}
    assert expected == {table for tables in raw_tables_of().values() for table in tables}


def test_publication_waits_for_every_mart_and_every_verdict(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    parents = graph.get(dg.AssetKey(["published", "warehouse"])).parent_keys
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    assert marts | {dg.AssetKey(["ops", "check_results"])} == parents


def test_last_look_comes_after_loading_identity_and_marts(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    last_look = dg.AssetKey(["ops", "check_results"])
    guarded = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name in GUARDED_LAYERS}
    assert guarded - graph.get_ancestor_asset_keys(last_look) == {last_look}


def test_one_process_writes_the_warehouse(definitions: dg.Definitions) -> None:
    assert definitions.executor is dg.in_process_executor
    pools = {
        asset.op.pool
        for asset in definitions.assets or []
        if isinstance(asset, dg.AssetsDefinition) and asset.is_executable
    }
    assert pools == {"warehouse"}


def test_definitions_module_stays_small() -> None:
    from orchestration import definitions as module

    assert len(Path(str(module.__file__)).read_text().splitlines()) <= 30
