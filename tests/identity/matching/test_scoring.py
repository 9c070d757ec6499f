"""Chances and weights: what is said of a pair adds up to what is believed of it."""

from __future__ import annotations

import json
from itertools import product
from math import log2

import duckdb
import numpy
import pytest

from kith.identity.evidence import evidence_text
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.estimation import HOUSEHOLD, PERSON, STRANGER, shipped_estimate
from kith.identity.matching.model import CLASSES, Model
from kith.identity.matching.scoring import score
from kith.identity.waterfall import Waterfall

MODEL = Model(shipped_estimate(1_000), 0)
LAST = tuple(len(comparison.levels) for comparison in COMPARISONS)
PATTERNS = [
    (0,) * len(COMPARISONS),
    (1,) * len(COMPARISONS),
    LAST,
    *(
        tuple(pattern)
        for pattern in product((0, 1), (0,), (1, LAST[2]), (1, LAST[3]), (0,), (1,), (0,), (1,))
    ),
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_start_and_weights_add_up_to_the_odds_against_the_rival(pattern: tuple[int, ...]) -> None:
    chances = MODEL.posterior(numpy.array([pattern]))[:, 0]
    start, weights, rival = MODEL.weights(pattern)
    odds = log2(chances[PERSON] / chances[CLASSES.index(rival)])
    assert start + sum(weight.bits for weight in weights) == pytest.approx(
        odds, abs=0.01 * (len(weights) + 1)
    )
    assert chances[CLASSES.index(rival)] == max(chances[HOUSEHOLD], chances[STRANGER])


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_a_weight_stands_for_every_field_that_both_have_and_no_other(pattern: tuple[int, ...]) -> None:
    _, weights, _ = MODEL.weights(pattern)
    known = [
        (comparison.name, comparison.levels[level - 1].name)
        for comparison, level in zip(COMPARISONS, pattern, strict=True)
        if level
    ]
    assert [(weight.comparison, weight.level) for weight in weights] == known


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_the_waterfall_shows_what_was_kept(pattern: tuple[int, ...]) -> None:
    probability = float(MODEL.posterior(numpy.array([pattern]))[PERSON, 0])
    lines = Waterfall.parse(evidence_text(MODEL, pattern), probability).lines()
    bits = [float(line.split()[-2]) for line in lines]
    assert sum(bits[:-1]) == pytest.approx(bits[-1], abs=0.001)
    assert f"{probability:.2%}" in lines[-1]


def test_evidence_holds_no_value_of_a_record() -> None:
    plain = json.loads(evidence_text(MODEL, PATTERNS[1]))
    assert set(plain) == {"start", "against", "weights"}
    assert {key for weight in plain["weights"] for key in weight} == {"comparison", "level", "bits"}
    levels = {(comparison.name, level.name) for comparison in COMPARISONS for level in comparison.levels}
    assert {(weight["comparison"], weight["level"]) for weight in plain["weights"]} <= levels


def test_chances_of_a_pair_are_its_patterns_and_sum_to_one() -> None:
    chances = MODEL.posterior(numpy.array(PATTERNS))
    assert chances.sum(axis=0) == pytest.approx(numpy.ones(len(PATTERNS)))
    assert chances[PERSON, 1] > 0.999
    assert chances[STRANGER, 2] > 0.999


def test_every_pair_is_scored_by_its_pattern() -> None:
    names = ", ".join(f"{comparison.name} tinyint" for comparison in COMPARISONS)
    with duckdb.connect() as connection:
        connection.execute(f"create temp table pairs (record_a bigint, record_b bigint, {names})")
        for number, pattern in enumerate([PATTERNS[1], PATTERNS[2], PATTERNS[1]]):
            connection.execute(
                f"insert into pairs values ({', '.join('?' * (2 + len(pattern)))})", [0, number, *pattern]
            )
        score(connection, MODEL, "pairs", "scored")
        rows = connection.execute(
            "select p_person, p_household, support from scored order by record_b"
        ).fetchall()
    assert rows[0] == rows[2] != rows[1]
    expected = MODEL.posterior(numpy.array([PATTERNS[1]]))[:, 0]
    assert rows[0][:2] == pytest.approx((expected[PERSON], expected[HOUSEHOLD]))
    assert rows[0][2] > 0 > rows[1][2], "all equal speaks for one person, all different against"


def test_no_pairs_are_no_error() -> None:
    names = ", ".join(f"{comparison.name} tinyint" for comparison in COMPARISONS)
    with duckdb.connect() as connection:
        connection.execute(f"create temp table pairs (record_a bigint, record_b bigint, {names})")
        score(connection, MODEL, "pairs", "scored")
        assert connection.execute("from scored").fetchall() == []
