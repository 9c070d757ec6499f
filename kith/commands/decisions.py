"""`kith identity merge`, `unmerge`, `forbid` and `decisions`: what people know better than the evidence.

Data flow: names of records, looked up in the publication → state/decisions.jsonl with who, when and why. The
next run, or this one with --now, builds every mart as if the decision had always stood.
"""

from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ingestion.errors import UsageError
from kith.advice import advised
from kith.commands.damage import damage_said
from kith.commands.deciding import Change, decide, merges_of, taken_back, taken_out_of
from kith.commands.decisions_said import facts_of, sentence_of
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.commands.published import published_folder
from kith.home import Home
from kith.identity.decisions import Decision, RecordName, decisions_in_force, read_decisions

if TYPE_CHECKING:
    from kith.identity.lookup import Record

RECORD_HELP: Final = (
    "source:record or a unique record id, a customer id, an e-mail address or a phone number."
)
RecordArgument = Annotated[str, typer.Argument(metavar="A", help=RECORD_HELP)]
OtherArgument = Annotated[str, typer.Argument(metavar="B", help=RECORD_HELP)]
WhyOption = Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who decides; default: the name you are logged in by.")
]
NowOption = Annotated[bool, typer.Option("--now", help="Run at once; else the next run sees to it.")]


def merge(
    one: RecordArgument,
    other: OtherArgument,
    why: WhyOption,
    by: ByOption = None,
    now: NowOption = False,
    home: HomeOption = None,
) -> None:
    """Decide that A and B are one person, whatever the evidence says.

    source:record means that record alone; any other name means the customer with all its records.
    """
    opened = Home.open(home)
    (first, *ones), others = _records_meant(opened, one), _records_meant(opened, other)
    if {first, *ones} & set(others) and [first] != others:
        raise UsageError(f"{one} and {other} are one customer already: there is nothing to merge.")
    apart = [Change("withdraw", decision.pair) for decision in _apart_by_decision(opened, first, others[0])]
    joined = [Change("always", (first, record)) for record in [*ones, *others]]
    decide(opened, [*apart, *joined], why, by)
    end(home, now)


def forbid(
    one: RecordArgument,
    other: OtherArgument,
    why: WhyOption,
    by: ByOption = None,
    now: NowOption = False,
    home: HomeOption = None,
) -> None:
    """Decide that A and B are two people, whatever the evidence says."""
    opened = Home.open(home)
    first, second = _one_record(opened, one), _one_record(opened, other)
    if first == second:
        raise UsageError(f"{one} and {other} both mean {first}: name two records, as source:record.")
    decide(opened, [Change("never", (first, second))], why, by)
    end(home, now)


def unmerge(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="The record to take out: " + RECORD_HELP)],
    why: WhyOption,
    by: ByOption = None,
    now: NowOption = False,
    home: HomeOption = None,
) -> None:
    """Take a record out of the customer it belongs to.

    Where a decision put it there, that decision is withdrawn, and what it had replaced is in force again; where the
    evidence did, or would do so alone, the record is kept apart from every other record that it would be joined to.
    """
    opened = Home.open(home)
    taken_out, others = _companions(opened, record)
    ever = read_decisions(opened.state)
    merges = merges_of(taken_out, ever)
    if not merges and not others:
        raise UsageError(
            f"{taken_out} is the only record of its customer: there is nothing to take it out of."
        )
    joined = _joined_without(opened, taken_out, merges) if merges else others
    changes = taken_out_of(taken_out, merges, ever)
    partners = {name for decision in merges for name in decision.pair} - {taken_out}
    stays = bool(merges) and not partners & set(joined)
    goes_back = bool(merges) and not stays and _were_apart(opened, merges, ever)
    if not stays and not goes_back:
        changes += [Change("never", (taken_out, other)) for other in joined]
    decide(opened, changes, why, by)
    if stays and joined:
        typer.echo(f"{taken_out} stays with {', '.join(map(str, joined))}, as before those decisions.")
    elif goes_back:
        typer.echo(f"{taken_out} goes back to whom it was with before those decisions.")
    end(home, now)


def decisions(
    withdraw: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B",
            help="Take back what was decided of these two, and with it of others, as if it had never been; each is "
            + RECORD_HELP,
        ),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason for the withdrawal, which needs one.")] = "",
    by: ByOption = None,
    now: NowOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List the decisions in force, or withdraw one."""
    opened = Home.open(home)
    if withdraw:
        _withdraw(opened, withdraw, why, by)
        end(home, now)
        return
    in_force = decisions_in_force(read_decisions(opened.state))
    if json:
        print_json([facts_of(decision) for decision in in_force])
        return
    for decision in in_force:
        typer.echo(sentence_of(decision))
    if not in_force:
        typer.echo("Nothing is decided by hand.")


def _withdraw(home: Home, labels: tuple[str, str], why: str, by: str | None) -> None:
    """Take back a decision with all that the same command decided: an unmerge is one deed of many pairs."""
    ever = read_decisions(home.state)
    in_force = decisions_in_force(ever)
    decided_on = {name for decision in in_force for name in decision.pair}
    ones, others = (_meant(home, label, decided_on) for label in labels)
    named = [
        decision
        for decision in in_force
        if any(set(decision.pair) == {one, other} for one in ones for other in others)
    ]
    if not named:
        raise UsageError(
            f"Nothing is decided on {labels[0]} and {labels[1]}: `kith identity decisions` lists what is."
        )
    if len({decision.deed for decision in named}) > 1 and len(ones) + len(others) > 2:
        raise UsageError(
            f"{len(named)} decisions are on records of {labels[0]} and {labels[1]}: name the two records of one as "
            "source:record; `kith identity decisions` lists them."
        )
    decide(home, taken_back(named, ever), why, by)


def _meant(home: Home, label: str, decided_on: set[RecordName]) -> set[RecordName]:
    """The records that are named: one that was decided on, published or not, else all that the other commands find."""
    if RecordName.parse(label) in decided_on:
        return {RecordName.parse(label)}
    from kith.identity.lookup import find_records
    from kith.identity.reading import open_for_reading

    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        found = find_records(connection, label)
    return {RecordName.parse(record.label) for record in found if record.entity == "profiles"}


def _one_record(home: Home, name: str) -> RecordName:
    """The record that `name` means; of several, which are one customer, the first."""
    return RecordName.parse(_profiles(home, name)[0].label)


def _records_meant(home: Home, name: str) -> list[RecordName]:
    """The record that is named by its own key; by any other name all records of the customer."""
    found = _profiles(home, name)
    named = [record for record in found if record.label == name.strip()]
    return [RecordName.parse(record.label) for record in named or _profiles(home, found[0].customer_id)]


def _profiles(home: Home, name: str) -> list["Record"]:
    """The records of people that `name` means, all of one customer."""
    from kith.identity.lookup import find_records
    from kith.identity.reading import open_for_reading

    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        records = [record for record in find_records(connection, name) if record.entity == "profiles"]
    if not records:
        raise _is_device(name)
    if len({record.customer_id for record in records}) > 1:
        raise UsageError(f"{name} is on records of several customers: name one of them, as source:record.")
    return records


def _is_device(name: str) -> UsageError:
    return UsageError(f"{name} is a device: decide on a record of a person instead.")


def _apart_by_decision(home: Home, one: RecordName, other: RecordName) -> list[Decision]:
    """Decisions in force that keep a record of the one customer from a record of the other."""
    ones = {one, *_companions(home, str(one))[1]}
    others = {other, *_companions(home, str(other))[1]}
    return [
        decision
        for decision in decisions_in_force(read_decisions(home.state))
        if decision.kind == "never"
        and any(set(decision.pair) == {left, right} for left in ones for right in others)
    ]


def _companions(home: Home, name: str) -> tuple[RecordName, list[RecordName]]:
    """The record and the others of its customer."""
    from kith.identity.lookup import find_records
    from kith.identity.reading import open_for_reading

    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        found = find_records(connection, name)
        if len(found) > 1:
            raise UsageError(
                f"{name} means {len(found)} records: name the one to take out, as source:record."
            )
        if found[0].entity != "profiles":
            raise _is_device(name)
        everybody = find_records(connection, found[0].customer_id)
    others = [record for record in everybody if record.entity == "profiles" and record != found[0]]
    return RecordName.parse(found[0].label), [RecordName.parse(record.label) for record in others]


def _were_apart(home: Home, merges: list[Decision], ever: list[Decision]) -> bool:
    """Whether a run found two customers where these decisions, and no others, made one.

    What the two share did not join them then: a guard stood against it, which is not asked inside one customer.
    """
    from kith.identity.lookup import pairs_joined_by_decision
    from kith.identity.reading import open_for_reading

    merged = {frozenset(map(str, decision.pair)) for decision in merges}
    deeds = {decision.deed for decision in merges}
    concerned = {name for decision in merges for name in decision.pair}
    others = [
        decision
        for decision in decisions_in_force(ever)
        if decision.kind == "always" and decision not in merges and concerned & set(decision.pair)
    ]
    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        return len(deeds) == 1 and not others and bool(merged & pairs_joined_by_decision(connection))


def _joined_without(home: Home, name: RecordName, decided: list[Decision]) -> list[RecordName]:
    """The records that the evidence, and other decisions, would join `name` to if `decided` were not."""
    from kith.identity.lookup import find_records, linked_records
    from kith.identity.reading import open_for_reading

    without = [frozenset(map(str, decision.pair)) for decision in decided]
    with damage_said(home), open_for_reading(published_folder(home)) as connection:
        (record, *_) = find_records(connection, str(name))
        return sorted(map(RecordName.parse, linked_records(connection, record, without)))


def end(home: Path | None, now: bool) -> None:
    """Run at once where asked to, else say what will."""
    if not now:
        typer.echo(advised("The next `kith run` builds everything so; `--now` would have run at once."))
        return
    (command,) = entry_points(group="kith.commands", name="run")
    command.load()(home=home)
