"""Options that several commands share, and how facts are printed."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from kith.advice import remember_home

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        callback=remember_home,
        help="The folder that holds everything; default $KITH_HOME, else ./home.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]


def print_json(facts: Any) -> None:
    """Print facts for a machine: one JSON document; dates and decimals as text."""
    typer.echo(json.dumps(facts, indent=2, default=str, ensure_ascii=False))
