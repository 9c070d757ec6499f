"""The start and the end of a run, written down whoever started it: the command line, the UI or a schedule.

Data flow: the job's events + publication + warehouse -> two lines in home/dagster/runs.jsonl.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import Final

import dagster as dg
from dagster._core.events import DagsterEvent

from kith.home import Home
from kith.run_log import Outcome, RunRecord, append_run, runs
from kith.settings import Settings
from orchestration import failure_log, summary
from orchestration.run_input import Listing, input_fingerprint, landing_listing
from orchestration.steps import EXIT_CODE

JOB: Final = "refresh"
PART_TAG: Final = "kith/part"
"""On a run of a part of the job: what was selected. Dagster notes that for runs of the UI alone."""
_UNPUBLISHED: Final = "The run ended before it could publish; nothing changes for readers."


@dataclass(frozen=True)
class RunStart:
    """What a run began with: `listing` is landing's, since a file that arrives during a run must not count as seen."""

    started_at: datetime
    listing: Listing


def part_of(run: dg.DagsterRun | None) -> str | None:
    """What was selected of the job, None where all of it runs."""
    if run is None:
        return None
    is_cut = (
        run.job_name != JOB
        or run.asset_selection
        or run.asset_check_selection
        or run.resolved_op_selection
        or run.parent_run_id
    )
    return run.tags.get(PART_TAG) or ("a choice of assets" if is_cut else None)


def begin_run(home: Home, settings: Settings, run_id: str, part: str | None) -> RunStart:
    """Look at landing before anything is loaded, and write down that a run, or a part of one, has started."""
    _close_to_others(home)
    failure_log.forget(home)
    start = RunStart(datetime.now(UTC), landing_listing(home))
    record = RunRecord(
        run_id=run_id,
        started_at=start.started_at.isoformat(),
        finished_at="",
        outcome="started",
        as_of=settings.as_of.isoformat(),
        process_id=os.getpid(),
        part=part,
    )
    append_run(home, record)
    return start


def _close_to_others(home: Home) -> None:
    """Names of files and of people's records stand in these folders; what lies in them has its own mode besides."""
    for folder in (home.state, home.dagster, home.root / "dlt"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(PermissionError):  # somebody else's folder is his to close
            folder.chmod(0o700)


def close_killed_runs(home: Home, instance: dg.DagsterInstance, run_id: str) -> None:
    """Tidy up after runs whose process was killed: Dagster would show them as running, and keep their place, for ever.

    Whoever calls holds the home's lock, so that a place in a pool that is not of `run_id` is a dead run's.
    """
    for record in takewhile(lambda record: record.outcome in ("failed", "nothing new"), runs(home)):
        run = instance.get_run_by_id(record.run_id)
        if run and not run.is_finished:
            instance.report_run_failed(run, record.messages[0])
    storage = instance.event_log_storage
    for pool in storage.get_concurrency_keys():
        steps = storage.get_concurrency_info(pool)
        holders = {slot.run_id for slot in steps.claimed_slots} | {
            step.run_id for step in steps.pending_steps
        }
        for holder in holders - {run_id}:
            storage.free_concurrency_slots_for_run(holder)


def record_end(
    home: Home, settings: Settings, start: RunStart, run: dg.DagsterRun, instance: dg.DagsterInstance
) -> None:
    """Add the run to the log: green, amber or red, and what the next run is measured against if it was whole.

    A part is amber by the checks that it ran itself; what others found stays theirs.
    """
    failures = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    reasons = failure_reasons([entry.dagster_event for entry in failures if entry.dagster_event])
    part = part_of(run)
    if part is None and not reasons and summary.published_run(home) != run.run_id:
        reasons = [_UNPUBLISHED]
    amber = [] if reasons else summary.summarise(home, run.run_id)["amber"]
    outcome: Outcome = "red" if reasons else "amber" if amber else "green"
    is_settled = part is None and not reasons and start.listing == landing_listing(home)
    folder = summary.publication_folder(home)
    record = RunRecord(
        run_id=run.run_id,
        started_at=start.started_at.isoformat(),
        finished_at=datetime.now(UTC).isoformat(),
        outcome=outcome,
        as_of=settings.as_of.isoformat(),
        publication=folder.name if folder else None,
        messages=reasons or amber,
        fingerprint=input_fingerprint(home, settings) if is_settled else "",
        row_counts={} if reasons else summary.raw_row_counts(home),
        part=part,
    )
    append_run(home, record)


def failure_reasons(events: Sequence[DagsterEvent]) -> list[str]:
    """Why steps failed, each reason once: the description they gave, else kind of error and step, without values."""
    return list(dict.fromkeys(_reason(event) for event in events if event.is_step_failure))


def failure_code(events: Sequence[DagsterEvent]) -> int:
    """The exit code that the first failed step gave, 1 if it gave none; 0 if nothing failed."""
    for event in events:
        if event.is_step_failure:
            said = event.step_failure_data.user_failure_data
            code = said.metadata.get(EXIT_CODE) if said else None
            return code.value if isinstance(code, dg.IntMetadataValue) and code.value else 1
    return 0


def _reason(event: DagsterEvent) -> str:
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error and error.cause:
        error = error.cause
    return f"Step {event.step_key} failed: {error.cls_name if error else 'no reason given'}."
