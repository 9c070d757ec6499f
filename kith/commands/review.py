"""`kith identity review`: the pairs that are likely one person, but kept apart by a guard or by too low a chance."""

import json as json_module
from typing import Annotated, Any

import typer

from ingestion.errors import UsageError
from kith.advice import advised
from kith.commands.damage import damage_said
from kith.commands.deciding import Change, decide
from kith.commands.decisions import ByOption
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.commands.published import published_folder
from kith.home import Home
from kith.identity.decisions import RecordName, decisions_in_force, read_decisions
from kith.identity.masking import mask, mask_words


def review(
    most: Annotated[
        int,
        typer.Option(
            "--most", min=1, help="How many pairs to show: who fits several first, then the likeliest."
        ),
    ] = 20,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask about each: same person, different, or later.")
    ] = False,
    by: ByOption = None,
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
            _ask(opened, pair, by)
    if not pairs:
        typer.echo("No pair waits for a decision.")
        return
    more = "" if ask else " `kith identity review --ask` takes down what you say of each."
    typer.echo(advised(f"{min(most, len(pairs))} of {len(pairs)} pairs shown.{more}"))


def _undecided(home: Home) -> list[dict[str, Any]]:
    from kith.identity.queries.run import query_text
    from kith.identity.reading import open_for_reading

    decided = {decision.pair for decision in decisions_in_force(read_decisions(home.state))}
    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        cursor = connection.execute(query_text("review_pairs"))
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = []
    for row in rows:
        pair = sorted((RecordName.parse(row["record_a"]), RecordName.parse(row["record_b"])))
        if tuple(pair) not in decided:
            shown = {column: mask_words(row[column]) for column in ("name_a", "city_a", "name_b", "city_b")}
            value = row["identifier_value"] and mask(row["identifier_kind"], row["identifier_value"])
            evidence = json_module.loads(row["evidence"])
            found.append(row | shown | {"identifier_value": value, "evidence": evidence})
    return found


def _described(pair: dict[str, Any]) -> str:
    from kith.identity.explain_apart import KIND_WORDS, why_apart
    from kith.identity.waterfall import Waterfall

    waterfall = Waterfall.of(pair["evidence"], pair["probability"])
    kind, value = pair["identifier_kind"], pair["identifier_value"]
    shared = [f"  both have the {KIND_WORDS.get(kind, kind)} {value}"] if value else []
    rival = f"; the other is {pair['rival']}" if pair["rival"] else ""
    return "\n".join(
        [
            f"{_side(pair, 'a')} and {_side(pair, 'b')}",
            *shared,
            f"  not joined, since {why_apart(pair['guard'], waterfall)}{rival}",
            *(f"  {line}" for line in waterfall.lines()),
        ]
    )


def _side(pair: dict[str, Any], side: str) -> str:
    """A record with what is known of it, masked: 'bureau:19000001 (J… Ha…w, of Fa…h)'."""
    place = f"of {pair[f'city_{side}']}" if pair[f"city_{side}"] else None
    known = ", ".join(filter(None, (pair[f"name_{side}"], place)))
    return f"{pair[f'record_{side}']} ({known or 'no name'})"


def _ask(home: Home, pair: dict[str, Any], by: str | None) -> None:
    answer = typer.prompt("  same (s), different (d), later (l)", default="l", value_proc=_answer)
    kind = {"s": "always", "d": "never"}.get(answer)
    if kind is None:
        return
    records = RecordName.parse(pair["record_a"]), RecordName.parse(pair["record_b"])
    decide(home, [Change(kind, records)], typer.prompt("  why"), by)


def _answer(said: str) -> str:
    """The letter of an answer; whoever mistypes is asked again."""
    letter = said.strip().lower()[:1]
    if letter not in ("s", "d", "l"):
        raise typer.BadParameter(f"{said!r} is none of the three: answer s, d or l.")
    return letter
