"""The verdicts of Great Expectations, as check outcomes on the assets they guard.

Data flow: feed_profile.py, mart_profile.py -> expectations.py -> `CheckOutcome`s.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final

import duckdb

from ingestion.contracts import RawTable
from ingestion.entities import ENTITIES
from ingestion.sources import CONNECTORS
from kith.home import Home
from kith.run_log import last_row_counts
from orchestration import expectation_process
from orchestration.checks import CheckOutcome, Severity
from orchestration.expectations import INDEX, SHAPE, USUAL, Band
from orchestration.feed_profile import FeedProfile, as_record, profile_feeds, says
from orchestration.mart_profile import bands, contracts, findings, profile_marts, read_rules
from orchestration.project import read_manifest
from orchestration.sentences import begun
from orchestration.summary import published_as_of, published_tables

# Name of the check: its colour, and what it asserts.
FEED_CHECKS: Final[dict[str, tuple[Severity, str]]] = {
    "feed_keeps_its_contract": (
        "red",
        "All columns are there, required cells filled, coded cells among the known values.",
    ),
    "feed_is_as_usual": (
        "amber",
        "About as many rows as after the last run, times and amounts within what is credible.",
    ),
}
MART_CHECKS: Final[dict[str, tuple[Severity, str]]] = {
    "mart_is_sound": (
        "red",
        "Columns of the contract are there, the key is filled and unique, what may never be is not.",
    ),
    "mart_is_as_usual": (
        "amber",
        "About as many rows as the last publication has, and no measure out of its usual band.",
    ),
}


def raw_tables() -> list[RawTable]:
    """Every raw table with its contract, those of the generic connector first."""
    vendors = [thing.raw_table for connector in CONNECTORS.values() for thing in connector.objects]
    return [*(entity.raw_table for entity in ENTITIES.values()), *vendors]


def judge_feeds(connection: duckdb.DuckDBPyConnection, as_of: date, home: Home) -> list[CheckOutcome]:
    """Two verdicts per raw table: its contract (red), its usual range (amber)."""
    profiles = profile_feeds(connection, raw_tables(), as_of, last_row_counts(home))
    outcomes = []
    for schema, of_schema in groupby(profiles, key=lambda profile: profile.table.split("/")[0]):
        outcomes += _judge_schema(schema, list(of_schema))
    return outcomes


def _judge_schema(schema: str, profiles: list[FeedProfile]) -> list[CheckOutcome]:
    records = [as_record(profile) for profile in profiles]
    failures = expectation_process.validate(schema, records, [*SHAPE, *USUAL])
    return [
        _outcome(
            name,
            profile.table,
            of_check,
            {measure: says(profile, measure) for measure in failures.get(profile.table, [])},
            f"{profile.row_count:,} rows",
        )
        for profile in profiles
        for name, of_check in zip(FEED_CHECKS, (SHAPE, USUAL), strict=True)
    ]


def judge_marts(connection: duckdb.DuckDBPyConnection, as_of: date, home: Home) -> list[CheckOutcome]:
    """Two verdicts per mart: its shape and what may never be (red), its volume and what seldom is (amber)."""
    rules = read_rules()
    all_bands = bands(rules)
    records = profile_marts(connection, contracts(read_manifest()), rules, _former_rows(home, as_of))
    failures = expectation_process.validate("marts", records, all_bands)
    outcomes = []
    for record in records:
        mart = record[INDEX]
        said = findings(record, rules.get(mart, []))
        for name, (severity, _) in MART_CHECKS.items():
            of_check = [band for band in all_bands if band.severity == severity]
            failed = {measure: said[measure] for measure in failures.get(mart, [])}
            outcomes.append(_outcome(name, mart, of_check, failed, f"{record.get('row_count', 0):,} rows"))
    return outcomes


def _former_rows(home: Home, as_of: date) -> dict[str, int]:
    """Rows of the last publication; none where it counts to a later day, and so has more."""
    tables = published_tables(home)
    if not tables or published_as_of(home) > as_of:
        return {}
    return {name.replace(".", "/"): facts["rows"] for name, facts in tables.items()}


def _outcome(
    name: str, asset: str, of_check: Sequence[Band], said: Mapping[str, str], otherwise: str
) -> CheckOutcome:
    """The verdict of the bands of one check; `said` has a sentence for each measure that left its band."""
    severity: Severity = of_check[0].severity
    sentences = [said[band.measure] for band in of_check if band.measure in said]
    observed = "; ".join(sentences)
    return CheckOutcome(
        name,
        asset,
        not sentences,
        severity,
        f"{begun(observed)}." if observed else otherwise,
    )
