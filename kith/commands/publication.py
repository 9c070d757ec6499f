"""`kith publish`: point readers to an earlier version of the publication, and forward again."""

from typing import Annotated

import typer

from ingestion.errors import UsageError
from kith.advice import advised
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.home import Home


def publish(
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Point readers to the version before the current one.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="VERSION", help="Point readers to this kept version, earlier or later."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a run that is writing this home.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Go back to the former publication, or to any that is kept (`kith run` is what publishes)."""
    if rollback == (to is not None):
        raise UsageError(
            "`kith run` publishes once no check is red; `kith publish --rollback` goes back,"
            " `kith publish --to VERSION` to any version that `kith status` names. Say one of the two."
        )
    from kith.publishing import go_to, later_versions
    from kith.publishing import rollback as roll_back

    opened = Home.open(home)
    with opened.lock(wait=wait):
        publication = go_to(opened.root, to) if to else roll_back(opened.root)
        later = later_versions(opened.root)
    if json:
        facts = {"folder": publication.folder, "run_id": publication.run_id, "as_of": publication.as_of}
        print_json(facts | {"later_versions": later})
        return
    typer.echo(f"Readers now see {publication.folder}, as of {publication.as_of}.")
    if later:
        said = f"`kith publish --to {later[-1]}` goes forward again; the next version that a run publishes replaces it."
        typer.echo(advised(said))
