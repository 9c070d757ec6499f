"""Decisions of people about who is who: always one person, or never. They win over all evidence.

Data flow: state/decisions.jsonl (append-only, one decision a line: what, of which two records, who, when and
why) in; the decisions in force, checked against one another, out. The last word on a pair counts: a `withdraw`
leaves it to the evidence, and one that undoes a deed leaves it to what stood before that, as if it had never been.

Decisions name records, not customers: a customer_id may move with the next merge, a record never does.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingestion.errors import KithError, UsageError

FILE = "decisions.jsonl"
KINDS = ("always", "never", "withdraw")
Deed = tuple[str, str, str]
"""Who decided, when and why: the same for all pairs that one command was about."""


@dataclass(frozen=True, order=True)
class RecordName:
    """A source record by its own key."""

    source: str
    record_id: str

    @classmethod
    def parse(cls, label: str) -> "RecordName":
        """From 'source:record_id'."""
        source, _, record_id = label.partition(":")
        return cls(source, record_id)

    def __str__(self) -> str:
        return f"{self.source}:{self.record_id}"


@dataclass(frozen=True)
class Decision:
    """One line of the file. kind: always | never | withdraw. decided_at: ISO 8601, UTC.

    undoes: of a withdrawal, the deed whose lines on the pair count no longer; None leaves the pair to the evidence.
    """

    kind: str
    record_a: RecordName
    record_b: RecordName
    decided_by: str
    decided_at: str
    reason: str
    undoes: Deed | None = None

    @property
    def pair(self) -> tuple[RecordName, RecordName]:
        """The two records, the smaller first."""
        return min(self.record_a, self.record_b), max(self.record_a, self.record_b)

    @property
    def deed(self) -> Deed:
        """Of which command it is a line."""
        return self.decided_by, self.decided_at, self.reason


def read_decisions(state: Path) -> list[Decision]:
    """Every decision ever taken, in the order in which they were. Raises KithError for a line that is none."""
    path = state / FILE
    if not path.is_file():
        return []
    # a reason may hold what other writers end a line with, U+2028 say
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return [_parsed(line, number, path) for number, line in enumerate(lines, start=1) if line.strip()]


def decisions_in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The last word on every pair, in a fixed order; withdrawn ones are left out."""
    on_pair: dict[tuple[RecordName, RecordName], list[Decision]] = defaultdict(list)
    for decision in decisions:
        on_pair[decision.pair].append(decision)
    last = [_last_word(on_pair[pair]) for pair in sorted(on_pair)]
    return [decision for decision in last if decision and decision.kind != "withdraw"]


def _last_word(on_pair: list[Decision]) -> Decision | None:
    """The last of the decisions on a pair that no later one undoes; a withdrawal that is undone undoes nothing."""
    undone: set[Deed] = set()
    for decision in reversed(on_pair):
        if decision.deed in undone:
            continue
        if decision.undoes is None:
            return decision
        undone.add(decision.undoes)
    return None


def contradiction(in_force: Iterable[Decision]) -> Decision | None:
    """The first `never` whose two records are one person by chains of `always`, or None."""
    leader: dict[RecordName, RecordName] = {}

    def leading(record: RecordName) -> RecordName:
        while leader.setdefault(record, record) != record:
            record = leader[record]
        return record

    decided = list(in_force)
    for decision in decided:
        if decision.kind == "always":
            one, other = sorted((leading(decision.record_a), leading(decision.record_b)))
            leader[other] = one
    return next(
        (
            decision
            for decision in decided
            if decision.kind == "never" and leading(decision.record_a) == leading(decision.record_b)
        ),
        None,
    )


def add_decisions(state: Path, *decisions: Decision) -> None:
    """Append decisions, all or none; on disk when this returns.

    Raises UsageError where together they contradict one another or others in force, and where one holds no text.
    """
    for decision in decisions:
        if decision.record_a == decision.record_b:
            raise UsageError(f"{decision.record_a} is one record: name two.")
    lines = _written(decisions)
    against = contradiction(decisions_in_force([*read_decisions(state), *decisions]))
    if against:
        raise UsageError(
            f"By decisions in force {against.pair[0]} and {against.pair[1]} would be one person and two: "
            f"withdraw one of them first (`kith identity decisions` lists them)."
        )
    path = state / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        # a line that was cut short must not take the next one with it
        file.write((b"\n" if _is_cut(path) else b"") + lines)
        file.flush()
        os.fsync(file.fileno())


def _written(decisions: Iterable[Decision]) -> bytes:
    lines = [json.dumps(_plain(decision), ensure_ascii=False) + "\n" for decision in decisions]
    try:
        return "".join(lines).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            "A reason, a name or a record holds bytes that are no UTF-8: write them as text."
        ) from error


def _plain(decision: Decision) -> dict[str, Any]:
    return {key: value for key, value in asdict(decision).items() if value is not None}


def _is_cut(path: Path) -> bool:
    content = path.read_bytes()
    return bool(content) and not content.endswith(b"\n")


def checked_decisions(state: Path) -> list[Decision]:
    """The decisions in force. Raises KithError where they contradict one another (a file edited by hand)."""
    in_force = decisions_in_force(read_decisions(state))
    against = contradiction(in_force)
    if against:
        raise KithError(
            f"{state / FILE}: {against.record_a} and {against.record_b} are decided to be two people, and one by "
            "other decisions: take one of them back with `kith identity decisions --withdraw`."
        )
    return in_force


def _parsed(line: str, number: int, path: Path) -> Decision:
    try:
        plain = json.loads(line)
        decision = Decision(
            plain["kind"],
            RecordName(**plain["record_a"]),
            RecordName(**plain["record_b"]),
            plain["decided_by"],
            plain["decided_at"],
            plain["reason"],
            tuple(plain["undoes"]) if "undoes" in plain else None,
        )
        datetime.fromisoformat(decision.decided_at)
        texts = [*vars(decision.record_a).values(), *vars(decision.record_b).values()]
        texts += [decision.decided_by, decision.reason, *(decision.undoes or ())]
        is_sound = all(isinstance(text, str) for text in texts) and decision.record_a != decision.record_b
        is_sound &= decision.undoes is None or (decision.kind == "withdraw" and len(decision.undoes) == 3)
    except (ValueError, KeyError, TypeError) as error:
        raise _no_decision(path, number) from error
    if not is_sound or decision.kind not in KINDS:
        raise _no_decision(path, number)
    return decision


def _no_decision(path: Path, number: int) -> KithError:
    return KithError(f"{path}, line {number} is no decision: correct it, or restore the file from a backup.")
