"""Estimation: the chances of each level among records of one person, of one household, and of strangers.

Data flow: counted patterns of candidate pairs and of random pairs in, an `Estimate` out. No labels, no random
start: expectation maximisation (Dempster, Laird and Rubin 1977; Winkler 1988 for record linkage) on pattern
counts, begun at the expectations that comparisons.py states.

Three things keep it from the known trap of calling families one person:

- a third class, the household, beside person and stranger;
- priors over all pairs that exist, not over the candidates, and strangers' chances taken from random pairs;
- in the fields in which a household agrees only by chance (first name, birth date) its chances are held to
  the strangers'.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingestion.errors import KithError
from kith.identity.matching.comparisons import COMPARISONS, Comparison

if TYPE_CHECKING:
    import numpy

    Numbers = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
    Flags = numpy.ndarray[Any, numpy.dtype[numpy.bool_]]

PERSON, HOUSEHOLD, STRANGER = 0, 1, 2
EXPECTATION_WEIGHT = 50.0
"""Pairs that the stated expectations count for; keeps a level that the data never shows from being impossible. Of the
fewest records that train, 500 with some 400 pairs of one person, they are a ninth; of 20,000 next to nothing."""
RELATED_PAIRS_PER_RECORD = 0.8
"""Pairs of one person, and as many of one household, that are expected: of five records four."""
MOST_RELATED_PAIRS = 0.25
"""Share of all pairs that either of them may be expected to be, in a list of a handful of records."""
LEAST_CHANCE = 1e-9
"""No level is impossible in any class: a field can say 30 bits at most."""
LEAST_PRIOR = 1e-14
"""A class that had none could never come back; of ten million records this is half a pair."""
LEAST_STRANGERS = 0.05
"""Of the pairs seen at a level, the share that is left to strangers however many relatives are taken out: these are
estimates, and their difference must not fall to nothing, or below. Of more than 400 pairs it is their square root, by
which a count goes astray: the more numbers agree and belong to one person, the less may be chance."""
SLIPS_PER_PAIR = 0.05
"""Pairs of two first names at one house, per pair of one first name, that slips of the pen account for."""
NAMESAKE_DEVIATIONS = 5.0
"""Standard deviations by which pairs of one name and house with two birth dates and two numbers must outnumber what
errors explain. More than the usual three: one faulty record of a person with several makes several such pairs."""
CONVERGED = 1e-4
"""Change of the pairs of a class from one round to the next, as a share of them or of one pair, that is none."""
MOST_ROUNDS = 5_000


@dataclass(frozen=True)
class Evidence:
    """What estimation reads.

    patterns: level per comparison, shape (patterns, comparisons). pairs: candidate pairs per pattern.
    all_pairs: pairs that exist among the records, candidates or not. strangers: per comparison, the share of
    all pairs at each level (index 0 unused).
    """

    patterns: "numpy.ndarray[Any, numpy.dtype[numpy.int64]]"
    pairs: "Numbers"
    all_pairs: float
    strangers: "list[Numbers]"


class NotConvergedError(KithError):
    """Estimation did not settle: the model would depend on when it was stopped."""


@dataclass(frozen=True)
class Estimate:
    """Chances per comparison, shape (3 classes, levels + 1), and the priors of the classes over all pairs."""

    chances: "list[Numbers]"
    priors: "Numbers"
    rounds: int


def shipped_estimate(records: int) -> Estimate:
    """The stated expectations: what few records are judged by."""
    import numpy

    chances = [
        numpy.stack([_known([level.shares[kind] for level in comparison.levels]) for kind in range(3)])
        for comparison in COMPARISONS
    ]
    pairs_per_record = max(records - 1, 1) / 2
    share = min(RELATED_PAIRS_PER_RECORD / pairs_per_record, MOST_RELATED_PAIRS)
    return Estimate(chances, numpy.array([share, share, 1 - 2 * share]), 0)


def start(evidence: Evidence, records: int) -> Estimate:
    """The stated expectations with the strangers that were counted: what estimation begins with."""
    import numpy

    expected = shipped_estimate(records)
    chances = [
        numpy.stack([table[PERSON], table[HOUSEHOLD], counted])
        for table, counted in zip(expected.chances, evidence.strangers, strict=True)
    ]
    return Estimate(chances, expected.priors, 0)


def estimate(evidence: Evidence, records: int) -> Estimate:
    """Learn the chances from `evidence`. Raises NotConvergedError."""
    import numpy

    present = start(evidence, records)
    for rounds in range(1, MOST_ROUNDS + 1):
        weights = posterior(present, evidence.patterns) * evidence.pairs
        priors = _priors(weights, evidence)
        found = priors[:STRANGER] * evidence.all_pairs
        moved = (
            numpy.abs(found - present.priors[:STRANGER] * evidence.all_pairs) / numpy.maximum(found, 1)
        ).max()
        present = Estimate(_chances(present, evidence, weights, priors), priors, rounds)
        if moved < CONVERGED:
            return present
    raise NotConvergedError(
        f"The identity model did not settle in {MOST_ROUNDS:,} rounds, so none was kept, and the same records would not"
        " settle again: take the entries that were added last out of feeds.yml and run, or, where"
        " state/identity_model is in a backup, restore it: a model that is there is used as it is."
    )


def posterior(estimate: Estimate, patterns: "numpy.ndarray[Any, numpy.dtype[numpy.int64]]") -> "Numbers":
    """Chance of each class per pattern, shape (3, patterns)."""
    import numpy

    logs = numpy.log(estimate.priors)[:, None] + sum(
        numpy.log(chances[:, patterns[:, index]]) for index, chances in enumerate(estimate.chances)
    )
    likelihoods = numpy.exp(logs - logs.max(axis=0))
    shares: Numbers = likelihoods / likelihoods.sum(axis=0)
    return shares


def _known(expected: list[float]) -> "Numbers":
    """Shares of the levels, with level 0 (unknown) in front: it says nothing, so it weighs 1 in every class."""
    import numpy

    shares = numpy.asarray(expected, dtype=float)
    return numpy.concatenate([[1.0], shares / shares.sum()])


def _priors(weights: "Numbers", evidence: Evidence) -> "Numbers":
    import numpy

    least = numpy.array(
        [LEAST_PRIOR, max(visible_households(evidence) / 2 / evidence.all_pairs, LEAST_PRIOR)]
    )
    shares = numpy.maximum(weights[:STRANGER].sum(axis=1) / evidence.all_pairs, least)
    return numpy.array([*shares, 1 - shares.sum()])


def visible_households(evidence: Evidence) -> float:
    """Pairs that anybody would take for a household: couples, and two of one name with nothing of their own in common.

    Half of them is the least that the household class may shrink to: in a short list it can be learned away, and
    couples would be one person with two names, fathers and sons one with two birth dates. Zero in a list of single
    people.
    """
    return _visible_couples(evidence) + _visible_namesakes(evidence)


def _visible_couples(evidence: Evidence) -> float:
    """Pairs of one house, one last name and two first names; zero where they are so few that they are slips."""
    first_names = _levels(evidence, "first_name")
    of_one_person = (_levels(evidence, "birth_date") == 1) | _between(
        _levels(evidence, "personal_number"), _number("personal_number", "two_slips")
    )
    at_home = _of_one_family(evidence, "house_with_slips")
    differs = first_names == _number("first_name", "differs")
    differing = evidence.pairs[at_home & ~of_one_person & differs].sum()
    equal = evidence.pairs[
        at_home & _between(first_names, _number("first_name", "equal_first_name_tier_5"))
    ].sum()
    return float(differing) if differing > SLIPS_PER_PAIR * equal else 0.0


def _visible_namesakes(evidence: Evidence) -> float:
    """Pairs of one name and house with two birth dates and two numbers, less those that errors explain.

    Errors in the one and in the other are independent, so of the pairs of one person as many have both as the share
    with a wrong date says of those with a wrong number. Zero where no more than that are seen, or hardly more.
    """
    dates, numbers = _levels(evidence, "birth_date"), _levels(evidence, "personal_number")
    alike = _of_one_family(evidence, "equal_house_tier_3") & _between(
        _levels(evidence, "first_name"), _number("first_name", "equal_first_name_tier_5")
    )
    is_date = _between(dates, _number("birth_date", "one_slip"))
    is_number = _between(numbers, _number("personal_number", "two_slips"))
    is_other_date = dates == _number("birth_date", "differs")
    is_other_number = numbers == _number("personal_number", "differs")

    def pairs(date: "Flags", number: "Flags") -> float:
        return float(evidence.pairs[alike & date & number].sum())

    explained = (
        pairs(is_other_date, is_number)
        * pairs(is_date, is_other_number)
        / max(pairs(is_date, is_number), 1.0)
    )
    excess = pairs(is_other_date, is_other_number) - explained
    return excess if excess > NAMESAKE_DEVIATIONS * max(explained, 1.0) ** 0.5 else 0.0


def _of_one_family(evidence: Evidence, worst_place: str) -> "Flags":
    """Which patterns are of one last name, and of one house, as well as `worst_place` at least."""
    return _between(_levels(evidence, "place"), _number("place", worst_place)) & _between(
        _levels(evidence, "last_name"), _number("last_name", "equal_last_name_tier_5")
    )


def _levels(evidence: Evidence, comparison: str) -> "numpy.ndarray[Any, Any]":
    """The level of every pattern in one comparison."""
    found: numpy.ndarray[Any, Any] = evidence.patterns[:, _index(comparison)]
    return found


def _number(comparison: str, level: str) -> int:
    return COMPARISONS[_index(comparison)].level_number(level)


def _index(comparison: str) -> int:
    return [entry.name for entry in COMPARISONS].index(comparison)


def _between(levels: "numpy.ndarray[Any, Any]", worst: int) -> "Flags":
    """Which levels are known and no worse than `worst`."""
    found: Flags = (levels > 0) & (levels <= worst)
    return found


def _chances(present: Estimate, evidence: Evidence, weights: "Numbers", priors: "Numbers") -> "list[Numbers]":
    import numpy

    learned = []
    for index, comparison in enumerate(COMPARISONS):
        levels = evidence.patterns[:, index]
        person = _share(comparison, PERSON, levels, weights)
        if comparison.clash_cap is not None:
            person = _capped(person, comparison.clash_cap)
        strangers = _without_relatives(evidence, index, present.chances[index], priors)
        if comparison.household_agrees_by_chance is None:
            household = _share(comparison, HOUSEHOLD, levels, weights)
        else:
            copied = comparison.household_agrees_by_chance
            household = _none_impossible((1 - copied) * strangers + copied * person)
        learned.append(numpy.stack([person, household, strangers]))
    return learned


def _share(
    comparison: Comparison, kind: int, levels: "numpy.ndarray[Any, Any]", weights: "Numbers"
) -> "Numbers":
    import numpy

    expected = [level.shares[kind] for level in comparison.levels]
    seen = numpy.bincount(levels, weights[kind], len(expected) + 1)[1:]
    return _none_impossible(numpy.concatenate([[1.0], seen + EXPECTATION_WEIGHT * _known(expected)[1:]]))


def _none_impossible(chances: "Numbers") -> "Numbers":
    """Shares that sum to one over the levels, none of them impossible."""
    import numpy

    shares = numpy.maximum(chances[1:] / chances[1:].sum(), LEAST_CHANCE)
    return numpy.concatenate([[1.0], shares / shares.sum()])


def _capped(chances: "Numbers", cap: float) -> "Numbers":
    """The last level (differs) held to `cap`, the others grown in proportion."""
    if chances[-1] <= cap:
        return chances
    held = chances.copy()
    held[1:-1] *= (1 - cap) / chances[1:-1].sum()
    held[-1] = cap
    return held


def _without_relatives(evidence: Evidence, index: int, present: "Numbers", priors: "Numbers") -> "Numbers":
    """Strangers' shares: all pairs less those of one person or household, of which a small list has many."""
    import numpy

    all_pairs = evidence.strangers[index]
    relatives = priors[PERSON] * present[PERSON] + priors[HOUSEHOLD] * present[HOUSEHOLD]
    least = numpy.minimum(LEAST_STRANGERS * all_pairs, numpy.sqrt(all_pairs / evidence.all_pairs))
    left = numpy.maximum(all_pairs - relatives, least)
    left[0] = 1.0
    return _none_impossible(left)
