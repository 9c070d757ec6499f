"""Decisions written down, and what of earlier ones a withdrawal or an `unmerge` undoes.

Data flow: changes, and all that was ever decided -> state/decisions.jsonl, and a line on what is in force now.
"""

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import typer

from ingestion.errors import UsageError
from kith.commands.decisions_said import told
from kith.home import Home
from kith.identity.decisions import (
    Decision,
    Deed,
    RecordName,
    add_decisions,
    decisions_in_force,
    read_decisions,
)


class Change(NamedTuple):
    """Kind of decision and the two records it is about; of a withdrawal, the deed that it undoes."""

    kind: str
    pair: tuple[RecordName, RecordName]
    undoes: Deed | None = None


def decide(home: Home, changes: Sequence[Change], why: str, by: str | None) -> None:
    """Write down what is decided of pairs of records, all or nothing, and say what is in force of them now.

    changes: of two on one pair the later counts.
    by: who decides; without it the name that the process is logged in by. Raises UsageError where it has none, where no
    reason is given, and where the decisions contradict others.
    """
    if not why.strip():
        raise UsageError("Say why with --why: whoever asks later has nothing else to go by.")
    # to the millisecond, which no two commands share: by it a withdrawal finds all that its command decided
    moment, who = datetime.now(UTC).isoformat(timespec="milliseconds"), by or _login_name()
    decided = [Decision(change.kind, *change.pair, who, moment, why, change.undoes) for change in changes]
    taken = list({decision.pair: decision for decision in decided}.values())
    with home.lock():
        before = _by_pair(home)
        add_decisions(home.state, *taken)
        after = _by_pair(home)
    for line in told(taken, before, after):
        typer.echo(line)


def _by_pair(home: Home) -> dict[tuple[RecordName, RecordName], Decision]:
    return {decision.pair: decision for decision in decisions_in_force(read_decisions(home.state))}


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as containers give it
        raise UsageError(
            "This process runs under a user without a name: say who decides with --by."
        ) from None


def taken_back(named: Sequence[Decision], ever: Sequence[Decision]) -> list[Change]:
    """What takes the deeds of the decisions that are `named` out of all that was `ever` decided."""
    deeds = {decision.deed for decision in named}
    concerned = {name for decision in named for name in decision.pair}
    # a script gave many commands a second, when times were kept so: those about other records are other deeds
    return [
        Change("withdraw", decision.pair, decision.deed)
        for decision in ever
        if decision.deed in deeds and (decision.kind == "withdraw" or concerned & set(decision.pair))
    ]


def merges_of(record: RecordName, ever: Sequence[Decision]) -> list[Decision]:
    """Decisions in force by which the record is one person with another."""
    return [
        decision
        for decision in decisions_in_force(ever)
        if decision.kind == "always" and record in decision.pair
    ]


def taken_out_of(record: RecordName, merges: Sequence[Decision], ever: Sequence[Decision]) -> list[Change]:
    """What takes the record out of these merges: their lines on it count no longer, those they replaced do again.

    Where that would be an earlier merge of the same two, both are left to the evidence.
    """
    deeds = {decision.deed for decision in merges}
    changes = [
        Change("withdraw", decision.pair, decision.deed)
        for decision in ever
        if decision.deed in deeds and record in decision.pair
    ]
    rest = merges_of(record, [decision for decision in ever if decision.deed not in deeds])
    return changes + [Change("withdraw", decision.pair) for decision in rest]
