"""Reading the status of a home from its log of runs and its publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path

import duckdb

from ingestion.errors import KithError
from ingestion.reference import stray_costs
from kith.customer_view.cost_rates import default_tables
from kith.customer_view.rows import Row, has, in_zone, rows
from kith.home import Home
from kith.identity.weights import shipped_weights
from kith.publishing.databases import PII_FILE
from kith.publishing.versions import (
    current_publication,
    damaged_files,
    later_versions,
    version_names,
)
from kith.reporting_zone import reporting_zone
from kith.run_log import RunRecord, last_whole_run, runs
from kith.status.facts import PublicationStatus, StatusFacts

RUNS_SHOWN = 5

# The mart that tells how far a feed has come, and the time in it.
FRESHNESS = (
    ("payments", "fct_payments", "paid_at"),
    ("orders", "fct_orders", "ordered_at"),
    ("newsletter events", "fct_newsletter_events", "occurred_at"),
    ("web sessions", "fct_web_sessions", "ended_at"),
    ("support tickets", "fct_support_tickets", "opened_at"),
    ("survey answers", "fct_survey_answers", "answered_at"),
    ("referrals", "fct_referrals", "referred_at"),
    ("social interactions", "fct_social_interactions", "occurred_at"),
)


def read_status(home: Path) -> StatusFacts:
    """The status of a home, whatever state it is in: a damaged publication is a fact, not an error."""
    opened = Home.at(home)
    publication = _publication(home)
    path = home / "published" / "current" / PII_FILE
    facts: dict[str, list[Row]] = {}
    weights = None
    if publication and not publication.problem:
        with duckdb.connect(str(path), read_only=True) as connection:
            facts = _published_facts(connection, publication.as_of or "")
            weights = shipped_weights(connection)
    checks = facts.get("checks", [])
    last = last_whole_run(opened)
    return StatusFacts(
        home=str(home),
        running=opened.holder(),
        runs=[_run(record) for record in islice(runs(opened), RUNS_SHOWN)],
        failed_run=_run(last) if last and last.outcome in ("red", "failed") else None,
        publication=publication,
        freshness=facts.get("freshness", []),
        checks_of=publication.run_id if publication and facts else None,
        quarantine=facts.get("quarantine", []),
        warnings=facts.get("warnings", []),
        checks={check["verdict"]: check["checks"] for check in checks},
        failed_checks=facts.get("failed", []),
        shipped_weights=weights,
        default_costs=default_tables(home),
        stray_costs=stray_costs(home),
    )


def _run(record: RunRecord) -> Row:
    """A line of the log without what is there for the next run only."""
    facts = asdict(record)
    shown = ("run_id", "started_at", "finished_at", "outcome", "as_of", "part", "messages")
    return {name: facts[name] for name in shown}


def _publication(home: Path) -> PublicationStatus | None:
    link = home / "published" / "current"
    if not link.exists():
        return None
    versions = version_names(home)
    later = later_versions(home)
    try:
        publication = current_publication(home)
        assert publication is not None
        damaged = damaged_files(publication)
    except (KithError, OSError) as error:
        return PublicationStatus(
            link.resolve().name, versions=versions, later_versions=later, problem=str(error)
        )
    problem = "Files differ from the manifest: go back with `kith publish --rollback`, or run again."
    return PublicationStatus(
        version=publication.version,
        run_id=publication.run_id,
        as_of=publication.as_of.isoformat(),
        published_at=publication.published_at.isoformat(),
        code_version=publication.code_version,
        marts=len(publication.tables),
        rows=sum(table.rows for table in publication.tables.values()),
        versions=versions,
        later_versions=later,
        damaged=damaged,
        problem=problem if damaged else None,
    )


def _published_facts(connection: duckdb.DuckDBPyConnection, as_of: str) -> dict[str, list[Row]]:
    """What the publication's own ops tables and marts say; a table that an older Kith did not write is empty."""
    statements = {
        "quarantine": (
            "ops.quarantined_rows",
            (
                "select source, entry, file, reason, count(*) as rows from ops.quarantined_rows"
                " group by all order by rows desc, source, entry, file, reason"
            ),
        ),
        "warnings": (
            "ops.load_warnings",
            (
                "select severity, source, entry, file, kind, message from ops.load_warnings"
                " order by severity = 'red' desc, source, entry, file, message"
            ),
        ),
        "checks": (
            "ops.check_results",
            (
                "select case when passed then 'green' else severity end as verdict, count(*) as checks"
                " from ops.check_results group by verdict order by verdict"
            ),
        ),
        "failed": (
            "ops.check_results",
            (
                "select severity, check_name, asset, observed from ops.check_results where not passed"
                " order by severity = 'red' desc, asset, check_name"
            ),
        ),
    }
    facts = {
        name: rows(connection, statement)
        for name, (relation, statement) in statements.items()
        if has(connection, relation)
    }
    return facts | {"freshness": list(_freshness(connection, as_of))}


def _freshness(connection: duckdb.DuckDBPyConnection, as_of: str) -> Iterator[Row]:
    """Per source and thing, the latest time by `as_of`, and how many days before it; nothing for empty marts."""
    zone = reporting_zone(connection)
    for what, mart, time in FRESHNESS:
        if not (has(connection, f"marts.{mart}", "source", time) and has(connection, "ops.home_settings")):
            continue
        statement = (
            f"select source, ? as what, max({time}) as latest_at from marts.{mart}, ops.home_settings"
            f" where {time} < as_of_instant group by source order by source"
        )
        for line in in_zone(rows(connection, statement, what), zone):
            yield line | {"days_before_as_of": (date.fromisoformat(as_of) - line["latest_at"].date()).days}
