"""The rules of dbt-project-evaluator, and our own, over manifest.json: layers, keys, words, contracts, readers."""

from collections import Counter
from typing import Any

import sqlglot
from sqlglot import expressions

from tests.dbt.conftest import BuiltProject

LAYER_OF_PREFIX = {
    "base": "staging", "stg": "staging", "int": "intermediate",
    "dim": "marts", "fct": "marts", "bridge": "marts", "rpt": "marts",
}  # fmt: skip
MAY_READ = {
    "staging": {"source", "seed", "staging"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "marts"},
}
# Marts on staging directly: identity's outputs need no step in between, they come shaped.
SHAPED_STAGING = "stg_identity__"
# The folders of intermediate, from left to right: each reads only those before it, and itself.
FLOW = (
    "entities", "rates", "engagement", "people", "subscriptions", "sales", "ledger", "earned", "retention", "value",
    "tenure", "risks", "stages", "tiers", "behaviour", "reports",
)  # fmt: skip
MOST_JOINS = 6
# Entities that many facts are joined to. More readers than this of one model elsewhere means a missing step.
MOST_READERS = 12
HUBS = {
    "dim_customers", "int_customer_records", "int_customers", "int_ledger_entries", "int_newsletter_events_unioned",
    "int_order_lines_unioned", "int_payments_unioned", "int_products_unioned", "int_profiles_unioned",
    "int_subscriptions_unioned", "int_web_events_unioned", "stg_ops__sources", "int_exchange_rates",
}  # fmt: skip


def layer(node: dict[str, Any]) -> str:
    """Staging, intermediate or marts: the folder under models/."""
    return str(node["path"]).split("/")[0]


def parents(built: BuiltProject) -> dict[str, list[tuple[str, str]]]:
    """For each model the (layer or resource type, name) of everything it reads."""
    nodes = built.manifest["nodes"] | built.manifest["sources"]
    read: dict[str, list[tuple[str, str]]] = {}
    for name, model in built.models().items():
        upstream = [nodes[unique_id] for unique_id in model["depends_on"]["nodes"]]
        read[name] = [
            (layer(node) if node["resource_type"] == "model" else node["resource_type"], node["name"])
            for node in upstream
        ]
    return read


def models_with(built: BuiltProject, kind: str) -> set[str]:
    """Names of the models that carry a generic test of a kind."""
    nodes = built.manifest["nodes"]
    return {
        nodes[node["attached_node"]]["name"]
        for node in nodes.values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == kind
    }


def test_each_layer_reads_only_what_it_may(built_project: BuiltProject) -> None:
    models = built_project.models()
    wrong = [
        (name, parent)
        for name, upstream in parents(built_project).items()
        for kind, parent in upstream
        if kind not in MAY_READ[layer(models[name])]
        or (layer(models[name]) == "marts" and kind == "staging" and not parent.startswith(SHAPED_STAGING))
    ]
    assert not wrong


def test_folders_of_intermediate_read_only_those_before_them(built_project: BuiltProject) -> None:
    place = {
        name: FLOW.index(node["path"].split("/")[1])
        for name, node in built_project.models().items()
        if layer(node) == "intermediate"
    }
    wrong = [
        (name, parent)
        for name, upstream in parents(built_project).items()
        for _, parent in upstream
        if name in place and place.get(parent, 0) > place[name]
    ]
    assert not wrong


def test_names_say_the_layer(built_project: BuiltProject) -> None:
    wrong = [
        name
        for name, node in built_project.models().items()
        if LAYER_OF_PREFIX.get(name.split("_")[0]) != layer(node)
    ]
    assert not wrong


def test_every_model_says_what_one_row_is(built_project: BuiltProject) -> None:
    wrong = [
        name
        for name, node in built_project.models().items()
        if not node["description"].startswith("One row per")
    ]
    assert not wrong


def test_every_mart_is_contracted_public_owned_and_read_by_somebody(built_project: BuiltProject) -> None:
    manifest = built_project.manifest
    exposed = {
        node for exposure in manifest["exposures"].values() for node in exposure["depends_on"]["nodes"]
    }
    wrong = []
    for name, node in built_project.models().items():
        if layer(node) != "marts":
            continue
        complete = (
            node["config"]["contract"]["enforced"]
            and node["config"]["access"] == "public"
            and node["config"]["group"]
            and node["config"]["meta"].get("owner")
            and node["unique_id"] in exposed
        )
        if not complete:
            wrong.append(name)
    assert not wrong


def test_every_column_of_a_mart_is_described_and_typed(built_project: BuiltProject) -> None:
    wrong = [
        f"{name}.{column['name']}"
        for name, node in built_project.models().items()
        if layer(node) == "marts"
        for column in node["columns"].values()
        if not column["description"] or not column["data_type"]
    ]
    assert not wrong


def test_every_mart_and_entity_has_a_key(built_project: BuiltProject) -> None:
    """Keys are tested once: on the entity, or on its fact. What a `group by` makes needs no test."""
    models = built_project.models()
    marts = {name for name, node in models.items() if layer(node) == "marts"}
    entities = {
        name
        for name in models
        if name.endswith("_unioned") and name.replace("int_", "fct_").replace("_unioned", "") not in marts
    }
    assert not (marts | entities) - models_with(built_project, "primary_key")


def test_no_model_joins_more_than_it_can_explain(built_project: BuiltProject) -> None:
    joins = {}
    for name, sql in built_project.compiled().items():
        selects = sqlglot.parse_one(sql, read="duckdb").find_all(expressions.Select)
        joins[name] = max(len(select.args.get("joins") or []) for select in selects)
    assert {name: count for name, count in joins.items() if count > MOST_JOINS} == {}


def test_no_model_feeds_too_many_others_by_accident(built_project: BuiltProject) -> None:
    readers = Counter(parent for upstream in parents(built_project).values() for _, parent in upstream)
    sources = {node["name"] for node in built_project.manifest["sources"].values()}
    wide = {name for name, count in readers.items() if count > MOST_READERS}
    assert not wide - HUBS - sources


def test_every_model_is_read_by_something(built_project: BuiltProject) -> None:
    manifest = built_project.manifest
    read = {node for item in manifest["nodes"].values() for node in item["depends_on"].get("nodes", [])}
    read |= {node for exposure in manifest["exposures"].values() for node in exposure["depends_on"]["nodes"]}
    idle = {
        name
        for name, node in built_project.models().items()
        if node["unique_id"] not in read and layer(node) != "staging"
    }
    assert not idle


def test_every_intermediate_model_with_logic_has_a_unit_test(built_project: BuiltProject) -> None:
    tested = {node["model"] for node in built_project.manifest["unit_tests"].values()}
    untested = {
        name
        for name, node in built_project.models().items()
        if layer(node) == "intermediate" and not name.endswith("_unioned") and name not in tested
    }
    assert not untested


def test_personal_kinds_are_those_that_publishing_knows(built_project: BuiltProject) -> None:
    from kith.publishing.pseudonyms import KINDS

    kinds = {
        column["config"]["meta"]["personal"]
        for node in built_project.models().values()
        for column in node["columns"].values()
        if "personal" in column["config"]["meta"]
    }
    assert kinds <= set(KINDS)


def test_models_with_control_blocks_are_few(built_project: BuiltProject) -> None:
    models = built_project.models()
    blocks = {
        name for name, node in models.items() if "{%- for" in node["raw_code"] or "{% if" in node["raw_code"]
    }
    assert len(blocks) <= 0.05 * len(models), sorted(blocks)
