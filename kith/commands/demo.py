"""`kith demo`: make the demo publisher."""

from contextlib import nullcontext
from typing import Annotated

import typer

from ingestion.errors import UsageError
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.home import Home


def demo(
    people: Annotated[int, typer.Option(min=1, help="How many people the world has.")] = 10_000,
    days: Annotated[int, typer.Option(min=1, max=1095, help="Days of web events before as_of.")] = 365,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 7,
    without_faults: Annotated[
        bool,
        typer.Option("--without-faults", help="Plant nothing that a check finds: a run on it ends green."),
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Make the demo publisher: landing files as the vendors write them, feeds.yml, and the truth behind it."""
    from kith.demo import generate

    target = Home.at(home)

    def say(message: str) -> None:
        if not json:
            typer.echo(message, err=True)

    # The lock file would make a new folder look like somebody's own.
    with target.lock() if target.feeds_file.exists() else nullcontext():
        try:
            is_new = generate(
                target.root,
                people=people,
                days=days,
                seed=seed,
                progress=say,
                with_faults=not without_faults,
            )
        except ValueError as error:
            raise UsageError(str(error)) from error
    if json:
        print_json({"home": target.root, "people": people, "days": days, "seed": seed, "is_new": is_new})
    else:
        already = "" if is_new else ", already and unchanged"
        typer.echo(
            f"The demo publisher is in {target.root}{already}: {people:,} people. Next: kith run --home {target.root}"
        )
