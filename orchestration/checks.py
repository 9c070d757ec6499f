"""Verdicts: what a check found, as Dagster shows it and as ops.check_results keeps it.

`observed` and `check_name` never hold a value of a row: counts, table and column names only.

Data flow: `CheckOutcome`s of a step -> `record` -> ops.check_results -> `red_reasons` -> `gate` -> the publication.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

import dagster as dg
import duckdb

from ingestion.errors import UsageError
from orchestration.layers import key

Severity = Literal["red", "amber"]

COMPLETED_CHECK: Final = "all_checks_ran"
COMPLETED_ASSET: Final = "ops/check_results"
GATE: Final = "no_check_is_red"
_LEFT_OUT: Final = "Red where it fails: what is built on this table is left out, and nothing is published."
_CONSEQUENCES: Final[dict[Severity, str]] = {
    "red": "Red where it fails: the rest is built and judged all the same, but nothing is published.",
    "amber": "Amber where it fails: a warning, and published all the same.",
}


@dataclass(frozen=True)
class CheckOutcome:
    """What one check found on one asset. `asset` is schema/table."""

    name: str
    asset: str
    passed: bool
    severity: Severity
    observed: str

    @property
    def check_key(self) -> dg.AssetCheckKey:
        """The check's key in Dagster."""
        return dg.AssetCheckKey(key(self.asset), self.name)

    def to_result(self) -> dg.AssetCheckResult:
        """The same for Dagster: red is an error, amber a warning."""
        severities = dg.AssetCheckSeverity
        return dg.AssetCheckResult(
            asset_key=self.check_key.asset_key,
            check_name=self.name,
            passed=self.passed,
            severity=severities.ERROR if self.severity == "red" else severities.WARN,
            description=self.observed,
        )


def check_spec(
    name: str, asset: str, severity: Severity, description: str, *, blocks: bool = False
) -> dg.AssetCheckSpec:
    """A check as Dagster shows it: what it asserts, and what comes of it where that does not hold.

    `blocks`: what is built on the asset is left out where a red check fails. Few do, since one run is to tell of all
    that is wrong; what keeps any red from being published is `gate_spec`.
    """
    blocks = blocks and severity == "red"
    consequence = _LEFT_OUT if blocks else _CONSEQUENCES[severity]
    return dg.AssetCheckSpec(
        name, asset=key(asset), description=f"{description} {consequence}", blocking=blocks
    )


def gate_spec() -> dg.AssetCheckSpec:
    """The check that publication waits for."""
    return dg.AssetCheckSpec(
        GATE,
        asset=key(COMPLETED_ASSET),
        description="Every check has run and none is red; else nothing is published, and what readers have stays.",
        blocking=True,
    )


def gate(reasons: Sequence[str]) -> CheckOutcome:
    """The verdict on all verdicts, of what `red_reasons` says; for Dagster alone, since it is no finding of its own."""
    observed = "\n".join(reasons) or "every check has run, and none is red"
    return CheckOutcome(GATE, COMPLETED_ASSET, not reasons, "red", observed)


def record(connection: duckdb.DuckDBPyConnection, run_id: str, outcomes: Iterable[CheckOutcome]) -> None:
    """Put the outcomes in the place of what the same checks said before."""
    rows = list(outcomes)
    if not rows:
        return
    checked_at = datetime.now(UTC).replace(tzinfo=None)
    columns = [
        [outcome.name for outcome in rows],
        [outcome.asset for outcome in rows],
        [outcome.passed for outcome in rows],
        [outcome.severity for outcome in rows],
        [outcome.observed for outcome in rows],
    ]
    connection.execute("begin")
    connection.execute(
        "delete from ops.check_results where (check_name, asset) in (select unnest($1), unnest($2))",
        columns[:2],
    )
    connection.execute(
        "insert into ops.check_results (run_id, check_name, asset, passed, severity, observed, checked_at) "
        "select $6, unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), $7",
        [*columns, run_id, checked_at],
    )
    connection.execute("commit")


def forget_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Before a whole run: what earlier runs found no longer counts."""
    connection.execute("delete from ops.check_results")


def mark_incomplete(connection: duckdb.DuckDBPyConnection) -> None:
    """Before the warehouse changes: nothing may be published until the checks have run again.

    Raises UsageError where there is no warehouse yet to change a part of.
    """
    try:
        connection.execute("delete from ops.check_results where check_name = $1", [COMPLETED_CHECK])
    except duckdb.CatalogException:
        raise UsageError(
            "This home has no warehouse yet: run the whole job once (`kith run`) before a part of it."
        ) from None


def completed() -> CheckOutcome:
    """The mark that every check has run on the warehouse as it stands."""
    return CheckOutcome(COMPLETED_CHECK, COMPLETED_ASSET, True, "red", "every check has run")


def red_reasons(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Why the warehouse may not be published, one sentence each; empty if it may."""
    rows: Sequence[tuple[str, str, str]] = connection.execute(
        "select check_name, asset, observed from ops.check_results "
        "where not passed and severity = 'red' order by asset, check_name"
    ).fetchall()
    reasons = [reason(name, asset, observed) for name, asset, observed in rows]
    marks = connection.execute(
        "select count(*) from ops.check_results where check_name = $1 and passed", [COMPLETED_CHECK]
    ).fetchall()
    if marks[0][0] == 0:
        reasons.append(
            "the checks have not run on the warehouse as it stands: run `kith run` without --select"
        )
    return reasons


def reason(name: str, asset: str, observed: str) -> str:
    """What a check found, then in brackets which check it was, for whoever looks it up."""
    return f"{observed} ({name} on {asset})"


def summary(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many checks are green, amber and red."""
    rows = connection.execute(
        "select case when passed then 'green' else severity end, count(*) from ops.check_results group by 1"
    ).fetchall()
    return {"green": 0, "amber": 0, "red": 0} | {str(colour): int(count) for colour, count in rows}
