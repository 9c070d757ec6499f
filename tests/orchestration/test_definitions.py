"""What Dagster shows: a snapshot of all of it, and the rules that hold for every asset."""

import json
import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion.entities import ENTITIES
from ingestion.sources import CONNECTORS
from orchestration import checks
from orchestration.definitions import defs
from orchestration.layers import GROUPS
from orchestration.load_names import raw_tables_of
from tests.orchestration.definitions_snapshot import SNAPSHOT, take_snapshot

# A longer name makes the page of checks wider than a window.
LONGEST_CHECK_NAME = 60
CONSEQUENCE = re.compile(r"^[A-Z].+\. (Red|Amber) where it fails: .+\.$")
# What every publication is judged by; the rest only leads there.
JUDGED_GROUPS = {"feeds", "raw", "reconciliation", "identity", "marts"}


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


def test_groups_follow_one_another_as_the_data_does(definitions: dg.Definitions) -> None:
    """An asset that read from a later group would turn the picture of the groups into a tangle."""
    graph = definitions.resolve_asset_graph()
    station = {key: GROUPS.index(str(graph.get(key).group_name)) for key in graph.get_all_asset_keys()}
    backwards = {
        (parent, key)
        for key in station
        for parent in graph.get(key).parent_keys
        if station[parent] > station[key]
    }
    assert backwards == set()
    assert set(station.values()) == set(range(len(GROUPS)))


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
    judged = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name in JUDGED_GROUPS}
    assert judged <= graph.get_ancestor_asset_keys(last_look)


def check_specs(definitions: dg.Definitions) -> list[dg.AssetCheckSpec]:
    graph = definitions.resolve_asset_graph()
    return [graph.get_check_spec(key) for key in graph.asset_check_keys]


def test_every_check_says_what_it_asserts_and_what_comes_of_it(definitions: dg.Definitions) -> None:
    gate, *others = sorted(check_specs(definitions), key=lambda check: check.name != checks.GATE)
    assert (gate.asset_key.path, gate.blocking) == (["ops", "check_results"], True)
    assert [check.name for check in others if not CONSEQUENCE.search(check.description or "")] == []
    assert [check.name for check in others if check.name in (check.description or "")] == []
    assert [check.name for check in others if len(check.name) > LONGEST_CHECK_NAME] == []


def test_only_what_dbt_leaves_out_is_said_to_be_blocked(definitions: dg.Definitions) -> None:
    """The rest is built and judged all the same, so that one run tells of all that is red."""
    blocking = {check.key.to_user_string() for check in check_specs(definitions) if check.blocking}
    assert "intermediate/int_profiles_unioned:primary_key_int_profiles_unioned_source__record_id" in blocking
    assert "marts/fct_ledger_entries:assert_ledger_ties_out_to_stripe_payments" in blocking
    for leaf in (
        "marts/rpt_white_space:primary_key_rpt_white_space",
        "marts/dim_customers:assert_every_customer_stands",
        "marts/fct_ledger_entries:assert_rates_are_known",
        "ops/load_warnings:no_file_is_refused",
        "raw_stripe/charges:feed_keeps_its_contract",
    ):
        assert leaf not in blocking


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
