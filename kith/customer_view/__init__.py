"""`kith customer WHO`: everything that Kith knows of one customer, on one page; brief.py tells it on one screen.

Data flow: kith_pii.duckdb of the publication -> search.py finds the customer -> reading.py and records.py ->
CustomerFacts -> page.py or JSON. The private warehouse is never opened, so it works while a run writes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import duckdb
import typer

from kith.customer_view.facts import CustomerFacts
from kith.customer_view.reading import read_customer
from kith.customer_view.search import find_customer
from kith.publishing.databases import PII_FILE
from kith.publishing.versions import require_publication

__all__ = ["CustomerFacts", "customer_facts", "show"]


def customer_facts(home: Path, who: str) -> CustomerFacts:
    """Facts of the customer that `who` names: a customer_id, a retired one, an e-mail, a phone, or source:record.

    Raises KithError where nothing is published, nobody is found, or several people share the address.
    """
    publication = require_publication(home)
    with duckdb.connect(str(publication.folder / PII_FILE), read_only=True) as connection:
        return read_customer(connection, find_customer(connection, who), home)


def show(home: Path, who: str, as_json: bool = False) -> None:
    """Print the customer's page to the terminal, or the same facts as one JSON document.

    Raises as `customer_facts` does.
    """
    facts = customer_facts(home, who)
    if as_json:
        typer.echo(json.dumps(asdict(facts), indent=2, default=str, ensure_ascii=False))
        return
    from kith.customer_view.page import print_page

    print_page(facts)
