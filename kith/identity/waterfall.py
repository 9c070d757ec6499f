"""The waterfall of a likely link: from the odds before anything is compared to the odds after, field by field.

Data flow: the JSON of identity.edges.evidence in; lines for people, or a drawing, out. Bits are doublings of the
odds: +1 makes one person twice as likely, -1 half.
"""

import json
from dataclasses import dataclass

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
TIERED_WORDS = {"house": "one house", "postal_code": "one postal code", "city": "one town"}


@dataclass(frozen=True)
class Step:
    """What one field adds. bits: doublings of the odds for one person."""

    comparison: str
    level: str
    bits: float

    @property
    def words(self) -> str:
        """The step for people: 'last name equal (rare)'."""
        return f"{self.comparison.replace('_', ' ')} {level_words(self.level)}"


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
        plain = json.loads(evidence)
        steps = tuple(Step(**weight) for weight in plain["weights"])
        return cls(plain["start"], plain["against"], steps, probability)

    def lines(self) -> list[str]:
        """One line a step, in columns, with the sum at the end."""
        rival = "another member of the household" if self.against == "household" else "a stranger"
        total = self.start + sum(step.bits for step in self.steps)
        rows = [(f"before anything is compared, against {rival}", self.start)]
        rows += [(step.words, step.bits) for step in self.steps]
        rows.append((f"together: {self.probability:.2%} one person", total))
        width = max(len(words) for words, _ in rows)
        return [f"{words:<{width}}  {bits:+6.1f} bits" for words, bits in rows]


def level_words(level: str) -> str:
    """A level of agreement for people."""
    if level.startswith("equal_") and "_tier_" in level:
        column, tier = level.removeprefix("equal_").split("_tier_")
        return f"{TIERED_WORDS.get(column, 'equal')} ({TIER_WORDS[int(tier) - 1]})"
    return LEVEL_WORDS.get(level, level.replace("_", " "))
