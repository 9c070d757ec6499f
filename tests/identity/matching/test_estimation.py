"""Estimation on counts made from known chances: does it find them again, and does it know when it has not."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from ingestion.errors import KithError
from kith.identity.matching import estimation
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.estimation import (
    HOUSEHOLD,
    PERSON,
    STRANGER,
    Evidence,
    NotConvergedError,
    estimate,
    posterior,
    shipped_estimate,
)

Tables = list["numpy.ndarray[Any, numpy.dtype[numpy.float64]]"]
RECORDS = 4_000
ALL_PAIRS = RECORDS * (RECORDS - 1) / 2
DRAWN = {PERSON: 3_000, HOUSEHOLD: 4_000, STRANGER: 40_000}
POSITION = {comparison.name: index for index, comparison in enumerate(COMPARISONS)}
NAME_CLASH = len(COMPARISONS[POSITION["last_name"]].levels)


def known_chances(person_name_clash: float = 0.1) -> Tables:
    """Per comparison the chances that the records below are drawn by; other than the shipped ones on purpose."""
    tables = []
    for comparison, shipped in zip(COMPARISONS, shipped_estimate(RECORDS).chances, strict=True):
        table = shipped[:, 1:].copy()
        differs = (
            person_name_clash if comparison.name == "last_name" else min(0.12, 0.9 * table[PERSON, -1] + 0.05)
        )
        table[PERSON] = 0.5 * table[PERSON] + 0.5 * table[PERSON][::-1]
        table[PERSON, :-1] *= (1 - differs) / table[PERSON, :-1].sum()
        table[PERSON, -1] = differs
        copied = comparison.household_agrees_by_chance
        if copied is not None:
            table[HOUSEHOLD] = (1 - copied) * table[STRANGER] + copied * table[PERSON]
        tables.append(numpy.hstack([numpy.ones((3, 1)), table]))
    return tables


def drawn_evidence(chances: Tables, seed: int = 11) -> Evidence:
    """Patterns of pairs of the three classes, one record in ten without the field, counted."""
    generator = numpy.random.default_rng(seed)
    drawn = []
    for kind, pairs in DRAWN.items():
        levels = [generator.choice(len(table[kind]) - 1, pairs, p=table[kind][1:]) + 1 for table in chances]
        drawn.append(numpy.stack(levels, axis=1))
    rows = numpy.vstack(drawn)
    rows[generator.random(rows.shape) < 0.1] = 0
    patterns, counts = numpy.unique(rows, axis=0, return_counts=True)
    shares = numpy.array([DRAWN[PERSON], DRAWN[HOUSEHOLD], 0.0]) / ALL_PAIRS
    shares[STRANGER] = 1 - shares.sum()
    mixed = [numpy.concatenate([[1.0], shares @ table[:, 1:]]) for table in chances]
    return Evidence(patterns.astype(numpy.int64), counts.astype(float), ALL_PAIRS, mixed)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """Evidence of the known chances."""
    return drawn_evidence(known_chances())


@pytest.fixture(scope="module")
def learned(evidence: Evidence) -> estimation.Estimate:
    """What is learned from it."""
    return estimate(evidence, RECORDS)


@pytest.mark.parametrize("name", POSITION)
def test_known_chances_of_one_person_are_found_again(learned: estimation.Estimate, name: str) -> None:
    known = known_chances()[POSITION[name]][PERSON]
    assert learned.chances[POSITION[name]][PERSON] == pytest.approx(known, abs=0.04)


@pytest.mark.parametrize("name", POSITION)
def test_known_chances_of_strangers_are_found_again(learned: estimation.Estimate, name: str) -> None:
    known = known_chances()[POSITION[name]][STRANGER]
    assert learned.chances[POSITION[name]][STRANGER] == pytest.approx(known, abs=0.005)


def test_the_classes_are_as_frequent_as_they_are_among_all_pairs(learned: estimation.Estimate) -> None:
    assert learned.priors[PERSON] * ALL_PAIRS == pytest.approx(DRAWN[PERSON], rel=0.05)
    assert learned.priors[HOUSEHOLD] * ALL_PAIRS == pytest.approx(DRAWN[HOUSEHOLD], rel=0.2)
    assert learned.priors.sum() == pytest.approx(1)


def test_chances_of_every_class_sum_to_one_and_none_is_impossible(learned: estimation.Estimate) -> None:
    for table in learned.chances:
        assert table[:, 1:].sum(axis=1) == pytest.approx([1, 1, 1])
        assert (table > 0).all()


def test_the_same_counts_give_the_same_model_to_the_last_digit(
    evidence: Evidence, learned: estimation.Estimate
) -> None:
    again = estimate(evidence, RECORDS)
    assert again.rounds == learned.rounds
    assert all((one == other).all() for one, other in zip(again.chances, learned.chances, strict=True))


@pytest.mark.parametrize("name", ["first_name", "middle_initial", "birth_date", "personal_number"])
def test_a_household_agrees_in_a_name_or_birth_date_by_chance_only(
    learned: estimation.Estimate, name: str
) -> None:
    table = learned.chances[POSITION[name]]
    copied = COMPARISONS[POSITION[name]].household_agrees_by_chance
    assert copied is not None
    assert table[HOUSEHOLD] == pytest.approx(
        (1 - copied) * table[STRANGER] + copied * table[PERSON], rel=0.02
    )


def test_differing_names_of_one_person_are_held_to_what_is_believable() -> None:
    learned = estimate(drawn_evidence(known_chances(person_name_clash=0.6)), RECORDS)
    cap = COMPARISONS[POSITION["last_name"]].clash_cap
    assert learned.chances[POSITION["last_name"]][PERSON][NAME_CLASH] == cap


def test_below_the_cap_nothing_is_held(learned: estimation.Estimate) -> None:
    cap = COMPARISONS[POSITION["last_name"]].clash_cap
    assert cap is not None
    assert learned.chances[POSITION["last_name"]][PERSON][NAME_CLASH] < cap


def test_where_nearly_all_equal_numbers_are_of_one_person_chance_is_left_what_a_count_goes_astray_by(
    evidence: Evidence, learned: estimation.Estimate
) -> None:
    equal = evidence.strangers[POSITION["personal_number"]][1] * ALL_PAIRS
    left = learned.chances[POSITION["personal_number"]][STRANGER][1] * ALL_PAIRS
    assert left == pytest.approx(equal**0.5, rel=0.01)
    assert left < estimation.LEAST_STRANGERS * equal


def test_estimation_that_does_not_settle_is_an_error(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimation, "MOST_ROUNDS", 2)
    with pytest.raises(NotConvergedError, match=r"in 2 rounds.* take the entries .* out of feeds\.yml"):
        estimate(evidence, RECORDS)
    assert issubclass(NotConvergedError, KithError)


def test_an_unknown_field_says_nothing() -> None:
    """A pair of which nothing is known has the chances that every pair has."""
    shipped = shipped_estimate(RECORDS)
    unknown = numpy.zeros((1, len(COMPARISONS)), dtype=numpy.int64)
    assert posterior(shipped, unknown)[:, 0] == pytest.approx(shipped.priors)


@pytest.mark.parametrize("records", [1, 2, 5, 500])
def test_shipped_priors_are_chances_whatever_the_size(records: int) -> None:
    priors = shipped_estimate(records).priors
    assert priors.sum() == pytest.approx(1)
    assert (priors > 0).all()


def test_shipped_chances_speak_for_one_person_where_values_are_equal_and_against_where_they_differ() -> None:
    for comparison, table in zip(COMPARISONS, shipped_estimate(RECORDS).chances, strict=True):
        assert table[PERSON][1] > table[STRANGER][1], comparison.name
        assert table[PERSON][-1] < table[STRANGER][-1], comparison.name
