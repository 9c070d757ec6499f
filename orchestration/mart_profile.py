"""Measures of the marts and the bands they must lie in, as mart_expectations.yml lists them.

Data flow: marts -> one row of measures per mart -> expectations.py judges them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import yaml

from orchestration.expectations import INDEX, Band

RULES_FILE: Final = Path(__file__).with_name("mart_expectations.yml")


def read_rules() -> Mapping[str, list[dict[str, Any]]]:
    """The rules by mart, as schema/table."""
    rules: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(RULES_FILE.read_text())
    return rules


def bands(rules: Mapping[str, list[dict[str, Any]]]) -> list[Band]:
    """Every rule's band; a measure's name carries its mart, so that one frame holds all of them."""
    return [
        Band(f"{mart}.{rule['measure']}", rule.get("least"), rule.get("greatest"), rule["severity"])
        for mart, of_mart in rules.items()
        for rule in of_mart
    ]


def profile_marts(
    connection: duckdb.DuckDBPyConnection, rules: Mapping[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """One record per mart with its measures; those of other marts are null and not judged."""
    records = []
    for mart, of_mart in rules.items():
        measures = ", ".join(rule["sql"] for rule in of_mart)
        schema, table = mart.split("/")
        [row] = connection.execute(f'select {measures} from "{schema}"."{table}"').fetchall()
        names = [f"{mart}.{rule['measure']}" for rule in of_mart]
        records.append(
            {INDEX: mart, **{name: float(value or 0) for name, value in zip(names, row, strict=True)}}
        )
    return records


def findings(mart: str, rules: list[dict[str, Any]], record: Mapping[str, Any]) -> dict[str, str]:
    """What each measure of a mart would say if it left its band: the rule's own words, with the number found."""
    names = [f"{mart}.{rule['measure']}" for rule in rules]
    return {
        name: rule["says"].replace("{found}", f"{record[name]:,.0f}")
        for name, rule in zip(names, rules, strict=True)
    }
