"""`kith status` and `kith customer`: they read the publication, so they work while a run writes."""

from typing import Annotated

import typer

from kith.commands.damage import damage_said
from kith.commands.options import HomeOption, JsonOption
from kith.home import Home


def status(home: HomeOption = None, json: JsonOption = False) -> None:
    """Say how the last run ended, what is published, and what waits in quarantine."""
    from kith.status import show

    show(Home.open(home).root, as_json=json)


def customer(
    who: Annotated[
        str,
        typer.Argument(
            help="A customer id, an e-mail address, a phone number, a full name, or source:record."
        ),
    ],
    brief: Annotated[
        bool, typer.Option("--brief", help="Only what they earn, and what no single system shows of them.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show one customer: who it is and why we think so, what they hold, bought and read, and what they earn."""
    from kith.customer_view import show

    opened = Home.open(home)
    with damage_said(opened):
        if brief:
            from kith.customer_view.brief import show_brief

            show_brief(opened.root, who, as_json=json)
        else:
            show(opened.root, who, as_json=json)
