"""`kith identity`: why two records are one person, and how good that is where the truth is known."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ingestion.errors import UsageError
from kith.advice import advised
from kith.commands import decisions
from kith.commands.damage import damage_said
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.commands.published import published_folder
from kith.commands.review import review
from kith.commands.training import train
from kith.home import Home
from kith.identity.decisions import decisions_in_force, read_decisions

application = typer.Typer(help="Who is who, and why.", no_args_is_help=True)
application.command("merge")(decisions.merge)
application.command("unmerge")(decisions.unmerge)
application.command("forbid")(decisions.forbid)
application.command("decisions")(decisions.decisions)
application.command("review")(review)
application.command("train")(train)


@application.command("explain")
def explain(
    one: Annotated[str, typer.Argument(metavar="A", help=decisions.RECORD_HELP)],
    other: Annotated[str, typer.Argument(metavar="B", help=decisions.RECORD_HELP)],
    home: HomeOption = None,
    json: JsonOption = False,
    html: Annotated[
        bool, typer.Option("--html", help="Print it as a page with a drawing, for a browser.")
    ] = False,
) -> None:
    """Explain why A and B are one person, or what keeps them apart."""
    from kith.identity.explain import explain as explain_records

    if html and json:
        raise UsageError("--html draws for a browser and --json answers a machine: leave one of them out.")
    opened = Home.open(home)
    in_force = decisions_in_force(read_decisions(opened.state))
    with damage_said(opened):
        found = explain_records(published_folder(opened), one, other, in_force)
    explanation = replace(
        found, reasons=list(map(advised, found.reasons)), changes=list(map(advised, found.changes))
    )
    if html:
        from kith.identity.explanation_page import explanation_page

        typer.echo(explanation_page(explanation))
    elif json:
        print_json(explanation.as_dict())
    else:
        typer.echo(explanation.as_text())


@application.command("evaluate")
def evaluate(
    truth: Annotated[
        Path | None,
        typer.Argument(
            help="A records.csv with the truth, or its folder; default truth/records.csv of a demo home."
        ),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Hold the identity map against known truth: precision, recall, F1, B-cubed, and the recall ceiling."""
    from kith.identity.evaluate import evaluate as evaluate_records
    from kith.identity.evaluate import evaluation_text

    opened = Home.open(home)
    records = truth or opened.truth
    if records.is_dir():
        records /= "records.csv"
    if not records.is_file():
        raise UsageError(
            f"There is no truth at {records}: name a CSV of source, entity, record_id, person_id, household_id."
        )
    with damage_said(opened):
        metrics = evaluate_records(published_folder(opened), records)
    if json:
        print_json(metrics)
    else:
        typer.echo(evaluation_text(metrics))
