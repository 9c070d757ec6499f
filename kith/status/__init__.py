"""`kith status`: how the last runs ended, what readers see, how fresh it is, and what waits to be looked at.

Data flow: home/dagster/runs.jsonl + published/current (manifest, kith_pii.duckdb) -> reading.py -> page.py or JSON. The
private warehouse is never opened, so it works while a run writes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from kith.status.facts import StatusFacts
from kith.status.reading import read_status

__all__ = ["StatusFacts", "read_status", "show"]


def show(home: Path, as_json: bool = False) -> None:
    """Print the status to the terminal, or as one JSON document. A home without runs has a status too."""
    facts = read_status(home)
    if as_json:
        typer.echo(json.dumps(asdict(facts), indent=2, default=str, ensure_ascii=False))
        return
    from kith.status.page import print_page

    print_page(facts)
