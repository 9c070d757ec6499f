"""The waterfall of a likely link, in words and drawn: what is shown adds up to the chance that is shown."""

from __future__ import annotations

import json
import re
from math import log2

import pytest

from kith.identity.explanation import Explanation
from kith.identity.explanation_page import explanation_page
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.waterfall import LEVEL_WORDS, Waterfall

EVIDENCE = json.dumps(
    {
        "start": 4.42,
        "against": "household",
        "weights": [
            {"comparison": "first_name", "level": "initial", "bits": 3.88},
            {"comparison": "last_name", "level": "equal_last_name_tier_4", "bits": -0.14},
            {"comparison": "phone", "level": "differs", "bits": -3.33},
            {"comparison": "place", "level": "equal_house_tier_2", "bits": 0.31},
        ],
    }
)


@pytest.mark.parametrize(
    ("probability", "has_rest"), [(0.97, True), (1 / (1 + 2**-5.14), False), (1.0, False)]
)
def test_the_bits_shown_add_up_to_the_chance_shown(probability: float, has_rest: bool) -> None:
    """Two rivals take from the chance; the weights are against the likelier one alone."""
    *steps, together = Waterfall.parse(EVIDENCE, probability).lines()
    bits = [float(re.findall(r"([-+][\d.]+) bits", line)[0]) for line in [*steps, together]]
    assert sum(bits[:-1]) == pytest.approx(bits[-1], abs=0.001)
    assert f"{probability:.2%} likely one person's" in together
    assert steps[0].startswith("before comparing, against another of the household")
    assert any("against a stranger" in line for line in steps) == has_rest
    if has_rest:
        assert bits[-1] == pytest.approx(log2(probability / (1 - probability)), abs=0.01)


def test_a_waterfall_says_which_two_records_it_compares_in_text_and_on_the_page() -> None:
    explanation = Explanation(
        ("shop:1", "bureau:1"),
        ("c_1", "c_2"),
        is_one_person=False,
        is_one_household=False,
        waterfall=Waterfall.parse(EVIDENCE, 0.97),
        compared=("shop:9", "bureau:7"),
    )
    caption = "shop:9 compared with bureau:7, the likeliest of their records:"
    assert caption in explanation.as_text()
    page = explanation_page(explanation)
    assert f"<figcaption>{caption}</figcaption>" in page
    assert page.count("<rect") == len(Waterfall.parse(EVIDENCE, 0.97).bars()) + 1


def test_every_level_of_every_comparison_has_words() -> None:
    """Levels by frequency have words of their own."""
    levels = {level.name for comparison in COMPARISONS for level in comparison.levels}
    assert {level for level in levels if "_tier_" not in level} == LEVEL_WORDS.keys()
