"""`kith identity review`: the pairs that are likely one person, but not likely enough to be joined unasked."""

import getpass
import json as json_module
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from ingestion.errors import UsageError
from kith.commands.damage import damage_said
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.commands.published import published_folder
from kith.home import Home
from kith.identity.decisions import Decision, RecordName, add_decision, decisions_in_force, read_decisions

_QUERY = """
    select
        source_a || ':' || record_id_a as record_a,
        source_b || ':' || record_id_b as record_b,
        probability,
        guard,
        evidence
    from identity.edges
    where identifier_kind = 'possible' and not is_accepted
    order by probability desc, record_a, record_b
"""


def review(
    most: Annotated[
        int, typer.Option("--most", min=1, help="How many pairs to show, the likeliest first.")
    ] = 20,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask about each: same person, different, or later.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show the pairs of records that a person should look at, and take down what he says."""
    if ask and json:
        raise UsageError("--ask asks a person and --json answers a machine: leave one of them out.")
    opened = Home.open(home)
    pairs = _undecided(opened)
    if json:
        print_json(pairs[:most])
        return
    for pair in pairs[:most]:
        typer.echo(_described(pair))
        if ask:
            _ask(opened, pair)
    typer.echo(f"{min(most, len(pairs))} of {len(pairs)} pairs shown.")


def _undecided(home: Home) -> list[dict[str, Any]]:
    from kith.identity.reading import open_for_reading

    decided = {decision.pair for decision in decisions_in_force(read_decisions(home.state))}
    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        cursor = connection.execute(_QUERY)
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = []
    for row in rows:
        pair = sorted((RecordName.parse(row["record_a"]), RecordName.parse(row["record_b"])))
        if tuple(pair) not in decided:
            found.append(row | {"evidence": json_module.loads(row["evidence"])})
    return found


def _described(pair: dict[str, Any]) -> str:
    from kith.identity.guards.pairs import SENTENCES

    weights = sorted(pair["evidence"]["weights"], key=lambda weight: -abs(weight["bits"]))
    words = ", ".join(f"{weight['comparison']} {weight['level']} {weight['bits']:+.1f}" for weight in weights)
    return (
        f"{pair['record_a']} and {pair['record_b']}: {pair['probability']:.0%} likely; not joined, since "
        f"{SENTENCES.get(pair['guard'], 'other links stand against it')}\n  {words} bits"
    )


def _ask(home: Home, pair: dict[str, Any]) -> None:
    answer = typer.prompt("  same (s), different (d), later (l)", default="l").strip().lower()[:1]
    kind = {"s": "always", "d": "never"}.get(answer)
    if kind is None:
        return
    reason = typer.prompt("  why", default="looked at both")
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    records = [RecordName.parse(pair["record_a"]), RecordName.parse(pair["record_b"])]
    with home.lock():
        add_decision(home.state, Decision(kind, records[0], records[1], getpass.getuser(), moment, reason))
