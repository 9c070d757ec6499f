"""`kith identity train`: learn anew from the records at hand how much each agreement says."""

import typer

from ingestion.errors import UsageError
from kith.commands.decisions import NowOption, end
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.home import Home


def train(home: HomeOption = None, now: NowOption = False, json: JsonOption = False) -> None:
    """Train the identity model on today's records; the next run links by it."""
    opened = Home.open(home)
    if not opened.warehouse.is_file():
        raise UsageError(f"{opened.root} holds no warehouse yet: a first `kith run` trains by itself.")
    from ingestion.feeds import read_feeds
    from kith.identity.engine import train_anew
    from kith.identity.settings import identity_settings
    from kith.settings import read_secret

    settings = identity_settings(read_feeds(opened.root))
    with opened.lock():
        report = train_anew(opened.warehouse, opened.state, read_secret(opened), settings)
    if json:
        print_json(report)
        return
    if not report["records"]:
        typer.echo(
            "There is nothing to learn from, too few records or no two alike: what weighs likely links stays as it is."
        )
        return
    typer.echo(f"Trained on {report['records']:,} records in {report['rounds']} rounds.")
    if report["fields_left_out"]:
        typer.echo(f"Left out, since no two records have it: {', '.join(report['fields_left_out'])}.")
    end(home, now)
