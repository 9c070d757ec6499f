"""The waterfall of a likely link: from the odds before anything is compared to the odds after, field by field.

Data flow: the JSON of identity.edges.evidence in; lines for people, or a drawing, out. Bits are doublings of the
odds: +1 makes one person twice as likely, -1 half.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

LEVEL_WORDS = {
    "equal": "equal",
    "differs": "differs",
    "initial": "an initial that fits",
    "nickname": "a nickname of the other",
    "exchanged": "exchanged with the last name",
    "one_slip": "a slip apart",
    "two_slips": "two slips apart",
    "two_digits_differ": "two digits apart",
    "slips": "a slip apart",
    "similar": "similar",
    "part": "part of the other",
    "day_and_month_exchanged": "day and month exchanged",
    "same_local_part": "equal before the @",
    "house_with_slips": "one house, with a slip",
    "house_in_another_area": "one house number and street, in another area",
    "street": "one street",
    "postal_code_with_slip": "postal codes a slip apart",
}
TIER_WORDS = ("rare", "uncommon", "frequent", "common", "very common")
RIVAL_WORDS = {"household": "another of the household", "stranger": "a stranger"}
TIERED_WORDS = {"house": "one house", "postal_code": "one postal code", "city": "one town"}
SMALLEST_REST = 0.05  # bits


@dataclass(frozen=True)
class Step:
    """What one field adds. bits: doublings of the odds for one person."""

    comparison: str
    level: str
    bits: float

    @property
    def words(self) -> str:
        """The step for people: 'last name equal (rare)'."""
        return f"{self.comparison.replace('_', ' ')} {level_words(self.level)}".strip()


@dataclass(frozen=True)
class Waterfall:
    """Start and steps, against the likelier other explanation: 'household' or 'stranger'.

    accept: the chance from which a likely link joins. probability: the chance of this one.
    """

    start: float
    against: str
    steps: tuple[Step, ...]
    probability: float

    @classmethod
    def parse(cls, evidence: str, probability: float) -> "Waterfall":
        """From identity.edges: evidence and probability."""
        return cls.of(json.loads(evidence), probability)

    @classmethod
    def of(cls, plain: Mapping[str, Any], probability: float) -> "Waterfall":
        """From evidence that is parsed already."""
        steps = tuple(Step(**weight) for weight in plain["weights"])
        return cls(plain["start"], plain["against"], steps, probability)

    def bars(self) -> list[Step]:
        """Start, steps, and what the less likely rival takes away: together they are the odds of `probability`."""
        before = Step(f"before comparing, against {RIVAL_WORDS[self.against]}", "", self.start)
        (other,) = RIVAL_WORDS.keys() - {self.against}
        reached = self.start + sum(step.bits for step in self.steps)
        rest = self._odds - reached if 0 < self.probability < 1 else 0.0
        # what is less comes from rounding: every weight has two decimals
        more = (
            [Step(f"and against {RIVAL_WORDS[other]}", "", round(rest, 2))] if rest < -SMALLEST_REST else []
        )
        return [before, *self.steps, *more]

    def level_of(self, comparison: str) -> str | None:
        """How far one field agrees; None where a record lacks it."""
        return next((step.level for step in self.steps if step.comparison == comparison), None)

    @property
    def _odds(self) -> float:
        return log2(self.probability / (1 - self.probability))

    def lines(self) -> list[str]:
        """One line a step, in columns, with the sum at the end."""
        rows = [(step.words, step.bits) for step in self.bars()]
        rows.append((f"together: {self.probability:.2%} likely one person's", sum(bits for _, bits in rows)))
        width = max(len(words) for words, _ in rows)
        return [f"{words:<{width}}  {bits:+7.2f} bits" for words, bits in rows]


def level_words(level: str) -> str:
    """A level of agreement for people."""
    if level.startswith("equal_") and "_tier_" in level:
        column, tier = level.removeprefix("equal_").split("_tier_")
        return f"{TIERED_WORDS.get(column, 'equal')} ({TIER_WORDS[int(tier) - 1]})"
    return LEVEL_WORDS.get(level, level.replace("_", " "))
