"""The status as a page in the terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from kith.advice import advised
from kith.customer_view.pieces import LINES_SHOWN, column_table, label_grid, nothing, plain, with_rest
from kith.customer_view.rows import Row
from kith.status.facts import PublicationStatus, StatusFacts

_STYLES = {"green": "green", "amber": "yellow", "red": "bold red", "failed": "bold red", "nothing new": "dim"}


def print_page(facts: StatusFacts, console: Console | None = None) -> None:
    """Print the page; `console` is the terminal unless told otherwise."""
    (console or Console(highlight=False)).print(build_page(facts))


def build_page(facts: StatusFacts) -> RenderableType:
    """Runs, publication, freshness, then what needs somebody's eye."""
    running = (
        Text(f"Process {facts.running} is writing this home now.", style="bold") if facts.running else None
    )
    return Group(
        Text(plain(facts.home), style="dim"),
        *([running] if running else []),
        _section("Last runs", _runs(facts)),
        *(
            [_section("Why the last whole run published nothing", _failure(facts))]
            if facts.failed_run
            else []
        ),
        _section("Published", _publication(facts.publication)),
        *(_found_by_published_run(facts) if facts.checks_of else []),
        _section("Cost rates", _cost_rates(facts)),
    )


def _found_by_published_run(facts: StatusFacts) -> list[RenderableType]:
    """What the publication knows of itself; with a failed run above, nobody should take it for that one's."""
    of_what = f" of the published version, run {plain(facts.checks_of)[:8]}"
    return [
        _section("How far the feeds have come", _freshness(facts)),
        _section(f"Checks{of_what}", _checks(facts)),
        _section(f"Quarantine{of_what}", _quarantine(facts)),
        _section(f"Warnings{of_what}", _warnings(facts)),
        *([_section("Likely links", Text(f"{facts.shipped_weights}."))] if facts.shipped_weights else []),
    ]


def _failure(facts: StatusFacts) -> RenderableType:
    """The failed run's own reasons, in full: what stands in the sections below is not of this run."""
    assert facts.failed_run
    said = _said(facts.failed_run["messages"], "red")
    head = Text(f"Run {plain(facts.failed_run['run_id'])[:8]} said:", style="dim")
    where = Text(advised("`kith quarantine list` shows what that run could not take in."), style="dim")
    return Group(head, *(said or [nothing("Nothing.")]), where)


def _said(messages: list[str], style: str = "") -> list[Text]:
    lines = [line for message in messages for line in message.splitlines()]
    return [Text(f"- {advised(plain(line.strip()))}", style=style) for line in lines]


def _cost_rates(facts: StatusFacts) -> RenderableType:
    tables = ", ".join(facts.default_costs)
    said = f"Kith's defaults: {tables}. Set yours in costs/<table>.csv: docs/costs.md."
    stray = [
        Text.assemble(("amber ", "yellow"), f"costs/{plain(name)} is no cost table and is not read.")
        for name in facts.stray_costs
    ]
    return Group(Text(said if tables else "All from this home's costs/."), *stray)


def _section(title: str, content: RenderableType) -> RenderableType:
    return Group(
        Text(),
        Rule(Text(title, style="bold cyan"), align="left", style="dim"),
        Padding(content, (0, 0, 0, 2)),
    )


def _runs(facts: StatusFacts) -> RenderableType:
    if not facts.runs:
        return nothing(advised("None is on record: `kith run` makes one."))
    table = column_table("Finished", "Outcome", "As of", "Run")
    for run in facts.runs:
        table.add_row(
            f"{plain(run['finished_at'])[:16].replace('T', ' ')} UTC" if run["finished_at"] else "never",
            _outcome(run),
            plain(run["as_of"]),
            Text(plain(run["run_id"])[:8]),
        )
    last = facts.runs[0]
    is_told_below = facts.failed_run is not None and last["run_id"] == facts.failed_run["run_id"]
    said = [] if is_told_below else _said(last["messages"][:LINES_SHOWN])
    return Group(table, *([Text("The last one said:", style="dim"), *said] if said else []))


def _outcome(run: Row) -> Text:
    outcome = Text(plain(run["outcome"]), style=_STYLES.get(run["outcome"], ""))
    return outcome.append(f", only {plain(run['part'])}", style="dim") if run["part"] else outcome


def _publication(publication: PublicationStatus | None) -> RenderableType:
    if publication is None:
        return nothing(advised("Nothing yet: `kith run` publishes once no check is red."))
    grid = label_grid()
    grid.add_row("Version", Text(publication.version))
    if publication.as_of:
        grid.add_row("As of", Text(publication.as_of))
        grid.add_row("Written", Text(f"{(publication.published_at or '')[:16].replace('T', ' ')} UTC"))
        grid.add_row("Holds", Text(f"{publication.marts} marts, {publication.rows:,} rows"))
    others = [version for version in publication.versions if version != publication.version]
    if publication.later_versions:
        later = publication.later_versions[-1]
        said = f"from {later}; `kith publish --to {later}` goes forward again, until the next publication"
        grid.add_row("Rolled back", Text(advised(said), style="yellow"))
    grid.add_row("Also kept", Text(", ".join(others) or "no other version"))
    if publication.problem:
        damaged = f" ({', '.join(publication.damaged)})" if publication.damaged else ""
        grid.add_row("Problem", Text(advised(publication.problem + damaged), style="bold red"))
    else:
        grid.add_row("Files", Text("as written", style="green"))
    return grid


def _freshness(facts: StatusFacts) -> RenderableType:
    if not facts.freshness:
        return nothing("No feed has anything with a time.")
    table = column_table("Source", "What", "Latest", "Days before as_of")
    for line in facts.freshness:
        table.add_row(
            Text(plain(line["source"])),
            line["what"],
            plain(line["latest_at"]),
            f"{line['days_before_as_of']}",
        )
    return table


def _checks(facts: StatusFacts) -> RenderableType:
    if not facts.checks:
        return nothing("None has run.")
    summary = Text(", ").join(
        Text(f"{count} {verdict}", style=_STYLES.get(verdict, "")) for verdict, count in facts.checks.items()
    )
    if not facts.failed_checks:
        return summary
    said: list[RenderableType] = []
    # one below the other: beside the long names of checks, sentences would have the width of a word
    for check in facts.failed_checks[:LINES_SHOWN]:
        severity = (check["severity"], _STYLES.get(check["severity"], ""))
        said.append(Text.assemble(severity, f"  {plain(check['check_name'])} on {plain(check['asset'])}"))
        said.append(Padding(Text(_found(check, facts)), (0, 0, 0, 2)))
    return Group(summary, with_rest(Group(*said), len(facts.failed_checks) - LINES_SHOWN))


def _found(check: Row, facts: StatusFacts) -> str:
    """What the check says, or which section below says it line by line."""
    section, lines = {
        "deliveries_are_as_usual": ("Warnings", facts.warnings),
        "no_file_is_refused": ("Warnings", facts.warnings),
        "no_row_is_quarantined": ("Quarantine", facts.quarantine),
    }.get(check["check_name"], ("", []))
    return f"see {section} below" if lines else advised(plain(check["observed"] or ""))


def _quarantine(facts: StatusFacts) -> RenderableType:
    if not facts.quarantine:
        return nothing("Empty.")
    total = sum(line["rows"] for line in facts.quarantine)
    by_file: dict[tuple[str, str], list[Text]] = {}
    for line in facts.quarantine[:LINES_SHOWN]:
        rows = "1 row" if line["rows"] == 1 else f"{line['rows']:,} rows"
        of_file = by_file.setdefault((line["source"], line["file"]), [])
        of_file.append(Text(f"  {rows}: {plain(line['reason'])}"))
    waiting = "1 row waits" if total == 1 else f"{total:,} rows wait"
    said = Text(advised(f"{waiting}: `kith quarantine list` shows what the last run set aside."))
    # A line of its own for each file: in a column, long names would be broken, and could not be copied.
    listed = Group(*(Group(_of_file(*file), *reasons) for file, reasons in by_file.items()))
    return Group(said, listed, *_rest(len(facts.quarantine) - LINES_SHOWN))


def _of_file(source: str, file: str) -> Text:
    return Text.assemble(plain(file), (f" ({plain(source)})", "dim"))


def _warnings(facts: StatusFacts) -> RenderableType:
    if not facts.warnings:
        return nothing("None.")
    said = [
        Text.assemble(
            (f"{line['severity']} ", _STYLES.get(line["severity"], "")),
            "" if line["file"] and line["file"] in line["message"] else f"{plain(line['file'] or '')} ",
            advised(plain(line["message"])),
            (f" ({plain(line['source'])})" if line["source"] else "", "dim"),
        )
        for line in facts.warnings[:LINES_SHOWN]
    ]
    return Group(*said, *_rest(len(facts.warnings) - LINES_SHOWN))


def _rest(lines: int) -> list[Text]:
    """How many lines are left out, if any."""
    return [Text(f"and {lines:,} more", style="dim")] if lines > 0 else []
