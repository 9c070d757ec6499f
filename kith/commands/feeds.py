"""`kith check` and `kith quarantine`: what feeds.yml makes of the files, and the rows that were set aside."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any

import typer

from kith.advice import advised
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.home import Home

quarantine = typer.Typer(help="Rows and files that could not be taken in.", no_args_is_help=True)


def check(home: HomeOption = None, json: JsonOption = False) -> None:
    """Map what each entry of feeds.yml names and show what fails, without loading anything."""
    from rich.console import Console

    from ingestion.check import check_feeds
    from ingestion.feeds import read_feeds
    from kith.identity.settings import identity_settings

    opened = Home.open(home)
    identity_settings(read_feeds(opened.root))
    with Console(stderr=True).status("Looking at the files") as status:
        report = check_feeds(opened.root, status.update)
    if json:
        print_json(report.as_dict())
    else:
        typer.echo(report.as_text())
    if not report.is_fine:
        raise typer.Exit(1)


@quarantine.command("list")
def list_quarantine(home: HomeOption = None, json: JsonOption = False) -> None:
    """Count what is in quarantine, by file and reason."""
    from ingestion.quarantine import has_loaded, list_

    root = Home.open(home).root
    rows = list_(root)
    if json:
        print_json(rows)
    elif not rows and not has_loaded(root):
        typer.echo(advised("No run has loaded anything yet: `kith check` says what one would set aside."))
    elif not rows:
        typer.echo("Nothing is in quarantine.")
    else:
        typer.echo("\n".join(_set_aside(rows)))


def _set_aside(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A line a file, which can be copied, with a table of entry, rows and reason below it; then what to do."""
    width = max(len(row["entry"]) for row in rows)
    for (file, source), reasons in groupby(rows, itemgetter("file", "source")):
        yield f"{file} ({source})"
        for row in reasons:
            count = f"{row['rows']:,}" if row["rows"] else "all"
            yield f"  {row['entry']:<{width}}  {count:>6}  {advised(row['reason'])}"
    if any(row["rows"] for row in rows):
        yield advised("`kith quarantine show FILE` has the rows: correct them, and send the file again.")
    if any(row["is_held_back"] for row in rows):
        yield advised("`kith quarantine accept FILE` takes a file that is held back for its size as it is.")


@quarantine.command("show")
def show_quarantine(
    file: Annotated[str, typer.Argument(help="The file, as `kith quarantine list` names it.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show the rows of one file that were set aside, with reason and payload (they hold personal data)."""
    from ingestion.quarantine import show

    rows = show(Home.open(home).root, file)
    if json:
        print_json(rows)
    else:
        typer.echo("\n".join(_shown(rows)))


def _shown(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Two lines a row: where it stands and what is wrong with it, then what it holds, as it came."""
    from kith.customer_view.pieces import plain

    for row in rows:
        place = f"row {row['row_number']:,}" if row["row_number"] is not None else "the whole file"
        yield f"{row['entry']}, {place}: {advised(row['reason'])}"
        if row["payload"] is not None:
            yield f"  {plain(row['payload'])}"


@quarantine.command("accept")
def accept_quarantine(
    file: Annotated[str, typer.Argument(help="The held-back file, as `kith quarantine list` names it.")],
    home: HomeOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a run that is writing this home.")] = False,
) -> None:
    """Accept a held-back file, smaller than it should be: the next run loads it."""
    from ingestion.quarantine import accept

    opened = Home.open(home)
    with opened.lock(wait=wait):
        accept(opened.root, file)
    typer.echo(advised(f"{file} is accepted; the next `kith run` loads it."))
