"""The job `refresh`, executed in this process on the home's own Dagster instance.

Data flow: options -> Dagster run (visible in `kith dev`) -> `RunOutcome` for whoever asked.
"""

import gc
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import dagster as dg

from ingestion.errors import UsageError
from kith.home import Home
from orchestration.instance import open_instance
from orchestration.layers import name_of
from orchestration.run_end import JOB, PART_TAG, failure_code, failure_reasons

KEPT_RUNS: Final = 100
_STEP_OF_ERROR: Final = re.compile(r"AssetsDefinition '(\w+)'")

_NOTHING_SELECTED: Final = (
    "--select {select} names nothing that a run makes: a group is written group:staging, a table "
    'key:"marts/dim_customers", several key:"marts/*"; the graph of `kith dev` shows the names.'
)


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended: `reasons` says in sentences why it failed, empty if it did not; `exit_code` is the shell's.

    `built` are the assets that it made, as schema/table.
    """

    run_id: str
    succeeded: bool
    reasons: list[str]
    exit_code: int
    built: list[str]


def refresh(
    home: Home, *, as_of: str | None = None, full_refresh: bool = False, select: str | None = None
) -> RunOutcome:
    """Execute the job, or the part of it that a Dagster asset selection names.

    Raises UsageError for a selection that names nothing. A red check or a failed step is an outcome.
    """
    with open_instance(home) as instance, _handlers_kept(), _cuts_explained(select):
        job = _definitions().resolve_job_def(JOB)
        result = (_part(job, _selected(select)) if select else job).execute_in_process(
            run_config=_run_config(as_of, full_refresh),
            instance=instance,
            run_id=str(uuid.uuid4()),
            tags={PART_TAG: select} if select else {},
            raise_on_error=False,
        )
        _forget_old_runs(instance)
        events = result.all_events
        built = sorted(
            name_of(event.asset_key) for event in result.get_asset_materialization_events() if event.asset_key
        )
        return RunOutcome(result.run_id, result.success, failure_reasons(events), failure_code(events), built)


@lru_cache(maxsize=1)
def _definitions() -> dg.Definitions:
    from orchestration.definitions import defs

    definitions = defs()
    # Libraries and definitions live as long as the process: the collector need not walk over them again and again.
    gc.freeze()
    return definitions


def _run_config(as_of: str | None, full_refresh: bool) -> dict[str, Any]:
    """Options for the run's resource; Dagster's own log lines stay in its event log, off the screen."""
    return {
        "resources": {"run": {"config": {"as_of": as_of, "full_refresh": full_refresh}}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def _selected(select: str) -> list[dg.AssetKey]:
    try:
        keys = dg.AssetSelection.from_string(select).resolve(_definitions().resolve_asset_graph())
    except Exception as error:  # Dagster's sentences speak of its own classes
        raise UsageError(_NOTHING_SELECTED.format(select=select)) from error
    if not keys:
        raise UsageError(_NOTHING_SELECTED.format(select=select))
    return sorted(keys)


def _part(job: dg.JobDefinition, keys: list[dg.AssetKey]) -> dg.JobDefinition:
    """The assets with the checks of the steps that make them; those of the last step look at all, and stay out."""
    selected = set(keys)
    made = [step for step in job.asset_layer.asset_graph.assets_defs if step.keys & selected]
    checks = {check for step in made for check in step.check_keys if check.asset_key in selected}
    return job.get_subset(asset_selection=selected, asset_check_selection=checks)


@contextmanager
def _cuts_explained(select: str | None) -> Iterator[None]:
    """Some steps make several assets at once: a selection takes all of them or none."""
    try:
        yield
    except dg.DagsterInvalidSubsetError as error:
        named = _STEP_OF_ERROR.search(str(error))
        step = f"the step {named[1]}" if named else "a step"
        raise UsageError(
            f"--select {select} takes a part of {step}, which only runs whole; select the rest of it too, "
            "or another part, such as group:staging."
        ) from None


def _forget_old_runs(instance: dg.DagsterInstance) -> None:
    """Keep the latest runs: each has a file of its own in the home."""
    for record in instance.get_run_records(limit=KEPT_RUNS)[KEPT_RUNS - 1 :]:
        for old in instance.get_run_records(filters=dg.RunsFilter(created_before=record.create_timestamp)):
            instance.delete_run(old.dagster_run.run_id)


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """dbt and dlt configure logging for themselves; the caller's is put back afterwards."""
    import logging

    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
