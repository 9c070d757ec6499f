"""`kith run` and `kith dev`: what the command line gets from orchestration, by entry point.

Imports nothing heavy: a run with nothing new ends before Dagster or dbt are loaded.
"""

from datetime import date
from typing import Annotated

import typer

from ingestion.errors import UsageError
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.home import Home


def run(
    home: HomeOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DAY", help="Count everything up to the end of this day, YYYY-MM-DD."
        ),
    ] = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rebuild raw and warehouse from landing and state.")
    ] = False,
    select: Annotated[
        str | None,
        typer.Option("--select", help="Only these assets, as a Dagster selection, e.g. 'group:staging'."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a run that is writing this home.")] = False,
    json: JsonOption = False,
) -> None:
    """Run everything: load, find out who is who, build, check, publish; nothing red is ever published."""
    opened, day = Home.open(home), _day(as_of)
    from orchestration.whole_run import RunOptions, run_home

    options = RunOptions(day, full_refresh, select, wait, is_quiet=json)
    report = run_home(opened, options)
    if json:
        print_json(report.facts())
        report.show_failure()
    else:
        report.show()
    raise typer.Exit(0 if report.is_published or report.outcome == "nothing new" else report.exit_code or 1)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"--as-of {text} is no day: write it as year, month and day, such as 2026-05-31."
        ) from None


def dev(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help="The address to listen on; loopback only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 3000,
) -> None:
    """Open the Dagster UI on this home: the graph, its runs and checks."""
    from orchestration.web_server import serve

    serve(Home.open(home), host, port)
