"""`kith publish`: go back to the version of the publication before the current one."""

from typing import Annotated

import typer

from ingestion.errors import UsageError
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.home import Home


def publish(
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Point readers to the version before the current one.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a run that is writing this home.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Go back to the former publication (`kith run` is what publishes)."""
    if not rollback:
        raise UsageError(
            "`kith run` publishes once every check is green; `kith publish --rollback` goes back."
        )
    from kith.publishing import rollback as roll_back

    opened = Home.open(home)
    with opened.lock(wait=wait):
        publication = roll_back(opened.root)
    if json:
        print_json({"folder": publication.folder, "run_id": publication.run_id, "as_of": publication.as_of})
    else:
        typer.echo(f"Readers now see {publication.folder}, as of {publication.as_of}.")
