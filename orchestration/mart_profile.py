"""What every mart looks like, measured in SQL: one query and one row of numbers per mart, no value of any row.

Shape (the contract's columns, the key) and volume are measured of every mart; mart_expectations.yml adds ranges.

Data flow: marts + dbt's manifest + the last publication's row counts -> records -> expectations.py judges them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import yaml

from orchestration.expectations import INDEX, Band
from orchestration.table_facts import columns_of

RULES_FILE: Final = Path(__file__).with_name("mart_expectations.yml")
# Below that many rows in the last publication a mart may grow or shrink as it will.
FEWEST_ROWS_JUDGED: Final = 20
SHAPE: Final = (
    Band("missing_columns", None, 0, "red"),
    Band("empty_keys", None, 0, "red"),
    Band("repeated_keys", None, 0, "red"),
)
VOLUME: Final = (Band("growth", 0.5, 10, "amber"),)
_BUILD_ANEW: Final = "nothing is published; `kith run --full-refresh` builds it anew"
_SAYS: Final = {
    "missing_columns": "{table} lacks {missing_columns:,.0f} columns of its contract: " + _BUILD_ANEW,
    "empty_keys": "{empty_keys:,.0f} rows of {table} have an empty key: " + _BUILD_ANEW,
    "repeated_keys": "{repeated_keys:,.0f} rows of {table} repeat the key of another: " + _BUILD_ANEW,
    "growth": "{table} has {row_count:,} rows where the last publication had {former_row_count:,}: see whether a "
    "delivery is missing, or came twice",
}
Rules = Mapping[str, list[dict[str, Any]]]
Record = dict[str, Any]


@dataclass(frozen=True)
class MartContract:
    """A mart as schema/table, the columns of its contract, and those of them that are its key."""

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


def read_rules() -> Rules:
    """The rules by mart, as schema/table."""
    rules: Rules = yaml.safe_load(RULES_FILE.read_text())
    return rules


def contracts(manifest: Mapping[str, Any]) -> list[MartContract]:
    """Every mart of dbt's manifest; its key is what its test `primary_key` names."""
    nodes = manifest["nodes"]
    keys = {
        node["attached_node"]: tuple(node["test_metadata"]["kwargs"]["columns"])
        for node in nodes.values()
        if (node.get("test_metadata") or {}).get("name") == "primary_key"
    }
    return [
        MartContract(f"marts/{node['name']}", tuple(node["columns"]), keys.get(name, ()))
        for name, node in sorted(nodes.items())
        if node["resource_type"] == "model" and node["schema"] == "marts"
    ]


def bands(rules: Rules) -> list[Band]:
    """The bands of all marts, then every rule's; a rule's measure carries its mart, so that one frame holds all."""
    of_rules = [
        Band(_name(mart, rule), rule.get("least"), rule.get("greatest"), rule["severity"])
        for mart, of_mart in rules.items()
        for rule in of_mart
    ]
    return [*SHAPE, *VOLUME, *of_rules]


def profile_marts(
    connection: duckdb.DuckDBPyConnection,
    marts: Sequence[MartContract],
    rules: Rules,
    former: Mapping[str, int],
) -> list[Record]:
    """One record per mart with its measures; those of other marts are null and not judged.

    `former` holds the row counts of the last publication by schema/table.
    """
    present = columns_of(connection, "marts")
    return [
        _profile(connection, mart, present.get(mart.table, set()), rules.get(mart.table, []), former)
        for mart in marts
    ]


def _profile(
    connection: duckdb.DuckDBPyConnection,
    mart: MartContract,
    present: set[str],
    rules: list[dict[str, Any]],
    former: Mapping[str, int],
) -> Record:
    record: Record = {INDEX: mart.table, "missing_columns": len(set(mart.columns) - present)}
    record |= dict.fromkeys(
        ["empty_keys", "repeated_keys", "growth", *(_name(mart.table, rule) for rule in rules)]
    )
    if not present:
        return record
    measures = dict(_measures(mart, present)) | {_name(mart.table, rule): rule["sql"] for rule in rules}
    relation = mart.table.replace("/", ".")
    [row] = connection.execute(f"select {', '.join(measures.values())} from {relation}").fetchall()
    record |= {name: float(value or 0) for name, value in zip(measures, row, strict=True)}
    record["row_count"] = int(record["row_count"])
    if record["repeated_keys"]:
        record["repeated_keys"] = _repeated_keys(connection, relation, _key(mart, present))
    before = former.get(mart.table, 0)
    if before >= FEWEST_ROWS_JUDGED:
        record |= {"former_row_count": before, "growth": record["row_count"] / before}
    return record


def _measures(mart: MartContract, present: set[str]) -> Iterator[tuple[str, str]]:
    yield "row_count", "count(*)"
    key = _key(mart, present)
    if key:
        yield "empty_keys", f"count_if({' or '.join(f'{column} is null' for column in key)})"
        # By hash: a tenth of the memory of comparing the texts. It confuses some numbered keys, so what repeats by it
        # is counted again.
        yield "repeated_keys", f"count(*) - count(distinct hash({', '.join(key)}))"


def _key(mart: MartContract, present: set[str]) -> list[str]:
    return [f'"{column}"' for column in mart.key if column in present]


def _repeated_keys(connection: duckdb.DuckDBPyConnection, relation: str, key: Sequence[str]) -> float:
    """Rows whose key, text by text, another row has before them."""
    groups = f"select count(*) as row_count from {relation} group by {', '.join(key)}"
    ((repeated,),) = connection.execute(f"select sum(row_count - 1) from ({groups})").fetchall()
    return float(repeated)


def findings(record: Record, rules: list[dict[str, Any]]) -> dict[str, str]:
    """What each measure of a mart would say if it left its band, with the number found."""
    mart = record[INDEX]
    said = {name: words.format_map(record) for name, words in _SAYS.items() if record[name] is not None}
    of_rules = {
        _name(mart, rule): rule["says"].replace("{found}", f"{record[_name(mart, rule)] or 0:,.0f}")
        for rule in rules
    }
    return said | of_rules


def _name(mart: str, rule: Mapping[str, Any]) -> str:
    return f"{mart}.{rule['measure']}"
