"""What people decided of two records, in the words of `explain`: who, when and why, and how to take it back.

Data flow: the decisions in force, and the two records asked about -> sentences. What the publication does not show yet
is said to come with the next run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from kith.identity.decisions import Decision, RecordName
from kith.identity.lookup import Record

PENDING = "Decided since the last run: {} Readers see {} until the next `kith run` builds it so."
WITHDRAWN = "What had been decided of them was withdrawn since the last run; the next `kith run` looks at the evidence."
_WORDS = {"always": "one person", "never": "two people"}


@dataclass(frozen=True)
class DecidedPairs:
    """Decisions of one kind, those of the two records that were asked about first, then as they were taken."""

    decisions: tuple[Decision, ...]

    def sentences(self) -> list[str]:
        """A sentence for each deed: the first of its pairs, and how many more it was about."""
        return [_sentence(decided[0], len(decided) - 1) for decided in self._deeds()]

    def _deeds(self) -> list[list[Decision]]:
        """The decisions of each deed together, in their order."""
        deeds: dict[tuple[str, str, str], list[Decision]] = {}
        for decision in self.decisions:
            deeds.setdefault(decision.deed, []).append(decision)
        return list(deeds.values())

    def pending(self, today: str) -> list[str]:
        """The sentences, of what no run has built yet. today: what readers see the two as."""
        return [PENDING.format(said, today) for said in self.sentences()]

    def with_rest(self, of_customer: Iterable[Decision]) -> "DecidedPairs":
        """With what was decided in the same deeds of other records of the customer."""
        deeds = {decision.deed for decision in self.decisions}
        rest = [found for found in of_customer if found.deed in deeds and found not in self.decisions]
        return DecidedPairs((*self.decisions, *rest))

    def way_back(self) -> list[str]:
        """The command that takes a deed back, for each; what another deed decided stays."""
        return [
            f'To take it back: `kith identity decisions --withdraw {first.record_a} {first.record_b} --why "…"`.'
            for first, *_ in self._deeds()
        ]


def decided_between(
    decisions: Iterable[Decision], kind: str, ones: Sequence[RecordName], others: Sequence[RecordName]
) -> DecidedPairs:
    """The decisions of a kind on one of `ones` and one of `others`; the earlier of each are those asked about."""
    rank_one, rank_other = ({record: rank for rank, record in enumerate(of)} for of in (ones, others))

    def rank(decision: Decision) -> int | None:
        ranks = [
            max(rank_one[one], rank_other[other])
            for one, other in (decision.pair, decision.pair[::-1])
            if one in rank_one and other in rank_other
        ]
        return min(ranks, default=None)

    ranked = [
        (place, decision)
        for decision in decisions
        if decision.kind == kind and (place := rank(decision)) is not None
    ]
    return DecidedPairs(tuple(decision for _, decision in sorted(ranked, key=lambda found: found[0])))


def names_of(records: Iterable[Record]) -> list[RecordName]:
    """The records by the names that decisions have for them."""
    return [RecordName.parse(record.label) for record in records]


def with_companions(connection: duckdb.DuckDBPyConnection, asked: Sequence[Record]) -> list[RecordName]:
    """The records asked about, then the others of their customer."""
    found = connection.execute(
        "select source, record_id from identity.record_customers where customer_id = $1 order by all",
        [asked[0].customer_id],
    ).fetchall()
    return list(dict.fromkeys([*names_of(asked), *(RecordName(*name) for name in found)]))


def joined_by(decisions: Iterable[Decision], one: str, other: str) -> Decision | None:
    """The decision that the two are one person; None where there is none, or no longer."""
    pair = {RecordName.parse(one), RecordName.parse(other)}
    return next((found for found in decisions if found.kind == "always" and set(found.pair) == pair), None)


def decided_so(decision: Decision) -> str:
    """Who decided that the two are one person, when and why."""
    return f"{decision.decided_by} decided so on {decision.decided_at[:10]}{_why(decision)}"


def _sentence(decision: Decision, more: int) -> str:
    one, other = decision.pair
    pairs = "1 more pair" if more == 1 else f"{more:,} more pairs"
    return (
        f"{decision.decided_by} decided on {decision.decided_at[:10]} that {one} and {other} are "
        f"{_WORDS[decision.kind]}{f', and so of {pairs} of their records' if more else ''}{_why(decision)}."
    )


def _why(decision: Decision) -> str:
    return f": {decision.reason}" if decision.reason else ""
