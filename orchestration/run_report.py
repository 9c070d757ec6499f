"""What a run did, for a person at a terminal and for a machine.

Data flow: `run_home` -> `RunReport` -> the page on stdout, or its facts as JSON; why it failed, on stderr.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape

from kith.advice import advised
from kith.run_log import Outcome

SHOWN_ASSETS: Final = 6
SHOWN_CHANGES: Final = 8
SHOWN_AMBER: Final = 6


@dataclass(frozen=True)
class RunReport:
    """What a run did. `changes` lists marts; `evaluation` is there for demo homes, whose truth is known.

    `publication` is what readers see after the run, `has_published` whether the run made it; `built` are the assets
    that a selected part made. `is_rolled_back`: nothing is new, but readers see a version before the last run's, of
    `as_of`; `later_version` is that one, if it is kept. `default_costs` are the cost tables that the home has
    no file for.
    """

    outcome: Outcome
    run_id: str
    as_of: date
    seconds: float
    reasons: list[str] = field(default_factory=list)
    publication: str | None = None
    has_published: bool = False
    is_rolled_back: bool = False
    later_version: str | None = None
    exit_code: int = 0
    built: list[str] = field(default_factory=list)
    default_costs: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    evaluation: dict[str, Any] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        """Whether the run, or the part of it that was selected, ended without red."""
        return self.outcome in ("green", "amber")

    def facts(self) -> dict[str, Any]:
        """The report for a machine."""
        return vars(self)

    def show(self) -> None:
        """The report for a person, on stdout; every reason of a failure on stderr."""
        for reason in self.reasons:
            _say_failure(reason)
        console = Console(soft_wrap=True, highlight=False)
        for line in self._lines():
            console.print(line)

    def show_failure(self) -> None:
        """Why the run failed, in one sentence on stderr; beside it stands the JSON, with every reason."""
        if self.reasons:
            more = len(self.reasons) - 1
            _say_failure(self.reasons[0] + (f" (`reasons` names {more} more.)" if more else ""))

    def _lines(self) -> Iterator[str]:
        if self.outcome == "nothing new":
            yield escape(advised(_nothing_new(self)))
        elif self.has_published:
            yield ""
            yield from _figures(self)
        elif self.is_published:
            yield ""
            yield from _selection(self)
        else:
            yield from _quarantined(self.figures)


def _say_failure(sentence: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(f"kith: {advised(sentence)}")


def _nothing_new(report: RunReport) -> str:
    if not report.is_rolled_back:
        return (
            f"Nothing new since the last run; the publication of {report.as_of} stands: {report.publication}"
        )
    forward = (
        f"`kith publish --to {report.later_version}` goes forward to it again, "
        if report.later_version
        else ""
    )
    return (
        "Nothing new since the last run, whose publication was rolled back from; the version of "
        f"{report.as_of} before it stands: {report.publication}. "
        f"{forward}`kith run --full-refresh` builds and publishes anew."
    )


def _selection(report: RunReport) -> Iterator[str]:
    """What a part of the job made, and that readers see nothing of it yet."""
    assets = "1 asset" if len(report.built) == 1 else f"{len(report.built):,} assets"
    yield f"Ran          {assets} in {report.seconds} s: {escape(_first(report.built, SHOWN_ASSETS))}"
    stands = (
        f"what readers see stays {escape(report.publication)}"
        if report.publication
        else "readers see nothing yet"
    )
    yield f"Published    nothing, since only a part was selected; {stands}"


def _first(names: Sequence[str], shown: int) -> str:
    more = f" and {len(names) - shown:,} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more


def _figures(report: RunReport) -> Iterator[str]:
    figures = report.figures
    tiers = ", ".join(f"{count:,} {tier}" for tier, count in figures["tiers"].items())
    verdicts = ", ".join(f"{count} {colour}" for colour, count in figures["verdicts"].items())
    yield f"Customers    {figures['customers']:,}{': ' if tiers else ''}{escape(tiers)}"
    yield f"Checks       {verdicts}"
    for sentence in figures["amber"][:SHOWN_AMBER]:
        yield f"             [yellow]amber[/yellow] {escape(advised(sentence))}"
    if len(figures["amber"]) > SHOWN_AMBER:
        more = f"and {len(figures['amber']) - SHOWN_AMBER} more; see `kith status`"
        yield f"             {escape(advised(more))}"
    yield from _quarantined(figures)
    if report.default_costs:
        yield (
            f"Cost rates   Kith's defaults for {', '.join(report.default_costs)}; "
            "set yours in costs/<table>.csv: docs/costs.md"
        )
    if figures.get("shipped_weights"):
        yield f"Likely links {figures['shipped_weights']}"
    yield from _changes(report.changes)
    if report.evaluation:
        from kith.identity.evaluate import evaluation_text

        yield "\n" + escape(evaluation_text(report.evaluation))
    yield f"Published    {escape(str(report.publication))} in {report.seconds} s, as of {report.as_of}"
    yield f"Briefing     {escape(str(Path(str(report.publication)) / 'briefings' / 'briefing.html'))}"


def _quarantined(figures: dict[str, Any]) -> Iterator[str]:
    rows, files = (figures.get(f"quarantined_{what}", 0) for what in ("rows", "files"))
    if rows or files:
        from ingestion.quarantine import rows_and_files

        where = escape(advised("see `kith quarantine list`"))
        yield f"Quarantined  {rows_and_files(rows, files)}; {where}"


def _changes(changes: list[dict[str, Any]]) -> Iterator[str]:
    """The tables whose content is another; of a first publication, where all are, only how many."""
    if changes and not any(change["rows_before"] for change in changes):
        rows = sum(change["rows"] for change in changes)
        yield f"Built        {len(changes)} table{'' if len(changes) == 1 else 's'}, {rows:,} rows"
        return
    for change in changes[:SHOWN_CHANGES]:
        grown = change["rows"] - change["rows_before"]
        said = f"{grown:+,}" if grown else "as many, with other values"
        yield f"Changed      {change['table']}: {change['rows']:,} rows ({said})"
    if len(changes) > SHOWN_CHANGES:
        yield f"             and {len(changes) - SHOWN_CHANGES} more tables"
