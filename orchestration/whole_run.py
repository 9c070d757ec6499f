"""One `kith run`: lock, "nothing new?", the job, the log of runs, the figures at the end.

Data flow: `RunOptions` -> `run_home` -> `RunReport`; the job writes its start and end to home/dagster/runs.jsonl.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console

from ingestion.reference import check_reference
from kith.advice import advised
from kith.customer_view.cost_rates import default_tables
from kith.home import Home
from kith.process import send_nothing
from kith.run_log import Outcome, RunRecord, append_run, last_run
from kith.settings import Settings
from orchestration import summary
from orchestration.display import steps_shown
from orchestration.run_input import input_fingerprint
from orchestration.run_report import RunReport


@dataclass(frozen=True)
class RunOptions:
    """What the command line said."""

    as_of: date | None = None
    full_refresh: bool = False
    select: str | None = None
    wait: bool = False
    is_quiet: bool = False


def run_home(home: Home, options: RunOptions) -> RunReport:
    """Run the job on a home, or say that there is nothing new.

    Raises UsageError for a wrong feeds.yml, rate or cost before anything is written, BusyError where somebody else
    is writing.
    """
    send_nothing()
    with home.lock(wait=options.wait, on_wait=_say_waiting):
        settings = Settings.load(home, options.as_of)
        check_reference(home.root, settings.feeds)
        started_at = datetime.now(UTC)
        if not options.is_quiet:
            _say_killed(home)
        if not (options.full_refresh or options.select):
            report = _nothing_new(home, settings, started_at)
            if report:
                return report
        return _run(home, settings, options, started_at)


def _nothing_new(home: Home, settings: Settings, started_at: datetime) -> RunReport | None:
    last = last_run(home)
    folder = summary.publication_folder(home)
    if not last or not last.fingerprint or not folder:
        return None
    if last.fingerprint != input_fingerprint(home, settings):
        return None
    is_rolled_back = last.publication is not None and last.publication != folder.name
    report = RunReport(
        "nothing new",
        last.run_id,
        summary.published_as_of(home) if is_rolled_back else settings.as_of,
        _seconds(started_at),
        publication=str(folder),
        is_rolled_back=is_rolled_back,
        later_version=_later_version(home) if is_rolled_back else None,
    )
    _log(home, report, started_at)
    return report


def _later_version(home: Home) -> str | None:
    """The newest version that readers no longer see, if it is kept."""
    from kith.publishing import later_versions

    return next(reversed(later_versions(home.root)), None)


def _run(home: Home, settings: Settings, options: RunOptions, started_at: datetime) -> RunReport:
    from orchestration.refresh import refresh

    before = summary.published_tables(home)
    with steps_shown(options.is_quiet):
        result = refresh(
            home,
            as_of=settings.as_of.isoformat(),
            full_refresh=options.full_refresh,
            select=options.select,
        )
    folder = summary.publication_folder(home)
    has_published = result.succeeded and summary.published_run(home) == result.run_id
    figures = summary.summarise(home, result.run_id) if result.succeeded else summary.set_aside(home)
    outcome: Outcome = "red" if not result.succeeded else "amber" if figures["amber"] else "green"
    report = RunReport(
        outcome=outcome,
        run_id=result.run_id,
        as_of=settings.as_of,
        seconds=_seconds(started_at),
        reasons=result.reasons,
        exit_code=result.exit_code,
        publication=str(folder) if folder else None,
        has_published=has_published,
        built=result.built if options.select else [],
        default_costs=default_tables(home.root),
        changes=summary.changes(before, summary.published_tables(home)),
        figures=figures,
        evaluation=_evaluate(home) if has_published else {},
    )
    # The job writes its own end down; one that could not even begin does not.
    last = last_run(home)
    if last is None or last.run_id != report.run_id:
        _log(home, report, started_at, options.select)
    return report


def _evaluate(home: Home) -> dict[str, Any]:
    if not home.is_demo:
        return {}
    from kith.identity.evaluate import evaluate

    return evaluate(home.warehouse, home.truth / "records.csv")


def _log(home: Home, report: RunReport, started_at: datetime, part: str | None = None) -> None:
    record = RunRecord(
        run_id=report.run_id,
        started_at=started_at.isoformat(),
        finished_at=datetime.now(UTC).isoformat(),
        outcome=report.outcome,
        as_of=report.as_of.isoformat(),
        publication=report.publication.rsplit("/", 1)[-1] if report.publication else None,
        messages=report.reasons or report.figures.get("amber", []),
        part=part,
    )
    append_run(home, record)


def _seconds(started_at: datetime) -> float:
    return round((datetime.now(UTC) - started_at).total_seconds(), 1)


def _say_killed(home: Home) -> None:
    last = last_run(home)
    if last and last.outcome == "failed":
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"kith: {advised(last.messages[0])}")


def _say_waiting(holder: int) -> None:
    Console(stderr=True).print(f"Waiting for process {holder}, which is running Kith on this home …")
