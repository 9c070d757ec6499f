"""Whether the identity map makes sense: no record in two places, no clashing birth dates, no runaway cluster.

The rules stand in sanity.yml. Links that rest on likeness are counted, and judged by their own odds.

Data flow: identity.*, intermediate.int_profiles_unioned -> `CheckOutcome`s with counts and shares only.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import yaml

from kith.identity.queries.run import run_query
from orchestration.checks import CheckOutcome, Severity
from orchestration.sentences import begun

RULES_FILE: Final = Path(__file__).with_name("sanity.yml")


@dataclass(frozen=True)
class SanityRule:
    """A number that SQL computes, the greatest it may be, what it says, and what to do where it is greater.

    `description` is what the rule asserts. Columns after the first are said too, not judged: {1}, {2} in `says`, where
    the number judged is {0}.
    """

    name: str
    description: str
    asset: str
    severity: Severity
    greatest: float
    sql: str
    says: str
    remedy: str


RULES: Final = tuple(
    SanityRule(name, **rule) for name, rule in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8")).items()
)


def judge_identity(connection: duckdb.DuckDBPyConnection) -> list[CheckOutcome]:
    """The verdict of every rule."""
    run_query(connection, "birth_dates")
    outcomes = []
    for rule in RULES:
        [numbers] = connection.execute(rule.sql).fetchall()
        found, *others = map(float, numbers)
        is_sane = found <= rule.greatest
        says = rule.says.format(found, *others)
        observed = says if is_sane else f"{begun(says)}. {rule.remedy}"
        outcomes.append(CheckOutcome(rule.name, rule.asset, is_sane, rule.severity, observed))
    return outcomes
