"""What the commands on decisions say of them: one sentence for each, or for all that one command decided alike.

Data flow: `Decision`s -> sentences, or plain facts for `--json`. Records are named, people are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kith.identity.decisions import Decision, Deed, RecordName

InForce = Mapping[tuple[RecordName, RecordName], Decision]
SHOWN: Final = 4
_WORDS: Final = {
    "always": "are one person",
    "never": "are two people",
    "withdraw": "are left to the evidence",
}


def told(taken: Sequence[Decision], before: InForce, after: InForce) -> Iterator[str]:
    """A line for all that was decided in one sense, what of it replaces or takes back, and what it brings back.

    taken: the decisions of one command. before, after: those in force until then and from then on, by pair.
    """
    withdrawn = [decision for decision in taken if decision.kind == "withdraw"]
    quiet = [found for found in withdrawn if found.pair in after or found.pair not in before]
    undone = [before[found.pair] for found in withdrawn if found.pair in before]
    for kind in _WORDS:
        if kind == "withdraw":
            changed = [decision for decision in undone if after.get(decision.pair) != decision]
            yield from (f"Taken back: {_summed(deed)}" for deed in _by_deed(changed))
        of_kind = [decision for decision in taken if decision.kind == kind and decision not in quiet]
        if of_kind:
            yield _summed(of_kind)
        replaced = [before[found.pair] for found in of_kind if found.pair in before]
        stood = [decision for decision in replaced if decision.kind == kind]
        if stood:
            yield _stood_already(stood, len(of_kind))
        others = [decision for decision in replaced if kind not in ("withdraw", decision.kind)]
        if len(others) == 1:
            yield f"  It replaces another decision: {sentence_of(others[0])}"
        elif others:
            yield f"  That replaces {len(others)} other decisions: {_summed(others)}"
    restored = [after[found.pair] for found in quiet if after.get(found.pair) != before.get(found.pair)]
    yield from (f"In force again: {_summed(deed)}" for deed in _by_deed(restored))


def _stood_already(stood: Sequence[Decision], decided: int) -> str:
    """That decisions are repeated: nothing changes but by whom, when and why they are said to be taken."""
    that = "That" if len(stood) == decided else f"Of {len(stood)} of these {decided} pairs that"
    return f"  {that} stood already, {_taken(stood[0])}; the new word and reason take its place."


def _by_deed(decisions: list[Decision]) -> list[list[Decision]]:
    """The decisions of one kind and one deed together, in their order."""
    deeds: dict[tuple[Deed, str], list[Decision]] = {}
    for decision in decisions:
        deeds.setdefault((decision.deed, decision.kind), []).append(decision)
    return list(deeds.values())


def sentence_of(decision: Decision) -> str:
    """Two records, what is decided of them, by whom, when and why."""
    one, other = decision.pair
    return _sentence(f"{one} and {other}", decision)


def _summed(decisions: list[Decision]) -> str:
    """Decisions of one kind in one line: a record and all that it is about, or how many pairs."""
    if len(decisions) == 1:
        return sentence_of(decisions[0])
    common = set.intersection(*(set(decision.pair) for decision in decisions))
    if not common:
        return _sentence(f"{len(decisions)} pairs of records", decisions[0])
    (record,) = common
    others = sorted(str(name) for decision in decisions for name in decision.pair if name != record)
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    shown = ", ".join(others[:SHOWN])
    return _sentence(f"{record} and each of {len(others)} others ({shown}{more})", decisions[0])


def _sentence(about: str, decision: Decision) -> str:
    return f"{about} {_WORDS[decision.kind]}: {_taken(decision)}"


def _taken(decision: Decision) -> str:
    why = f", {decision.reason}" if decision.reason else ""
    return f"decided by {decision.decided_by} on {_moment(decision)}{why}"


def _moment(decision: Decision) -> str:
    """The time of the decision, to the minute; in UTC, as the log of runs is, and it says so."""
    return f"{decision.decided_at[:16].replace('T', ' ')} UTC"


def facts_of(decision: Decision) -> dict[str, str]:
    """The decision as plain data."""
    one, other = decision.pair
    return {
        "decision": decision.kind,
        "record_a": str(one),
        "record_b": str(other),
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at,
        "reason": decision.reason,
    }
