"""The whale curve as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from itertools import pairwise

import pytest

from kith.publishing import whale_curve_svg

SVG = "{http://www.w3.org/2000/svg}"
CURVE = [(0.0, 0.0), (0.2, 0.6), (0.5, 1.0), (1.0, 0.7)]


def parse(rows: list[tuple[float, float]]) -> ElementTree.Element:
    return ElementTree.fromstring(whale_curve_svg(rows))


def points(picture: ElementTree.Element) -> list[tuple[float, float]]:
    line = picture.find(f"{SVG}polyline")
    assert line is not None
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.attrib["points"].split())]


def texts(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def test_the_curve_runs_through_its_points_from_left_to_right() -> None:
    found = points(parse(CURVE))
    assert len(found) == 4
    assert found == sorted(found)
    heights = [y for _, y in found]
    assert heights[2] == min(heights)
    assert heights[0] == max(heights)


def test_the_picture_says_who_earns_half_and_what_is_lost() -> None:
    said = texts(parse(CURVE))
    assert "The best 20% of these customers earn 60% of the profit" in said
    assert "the last 50% lose 30% of it again" in said


def test_order_start_and_kind_of_numbers_do_not_matter() -> None:
    shuffled = [
        (Decimal("1.0"), Decimal("0.7")),
        (Decimal("0.5"), Decimal("1.0")),
        (Decimal("0.2"), Decimal("0.6")),
    ]
    assert whale_curve_svg(shuffled) == whale_curve_svg(CURVE)


def test_shares_are_drawn_as_the_mart_gives_them() -> None:
    """The same step of the share is the same step of the height, whatever the curve ends at."""
    heights = [y for _, y in points(parse([(0.25, 0.6), (0.5, 0.8), (0.75, 1.0), (1.0, 0.8)]))]
    steps = [round(lower - higher, 1) for lower, higher in pairwise(heights)]
    assert steps[1] == steps[2] == -steps[3]
    assert steps[0] == pytest.approx(3 * steps[1], abs=0.2)


def test_without_losses_nothing_is_lost() -> None:
    assert not [text for text in texts(parse([(0.5, 0.8), (1.0, 1.0)])) if "lose" in text]


@pytest.mark.parametrize(
    "rows", [[], [(0.5, -0.2), (1.0, -1.0)], [(0.5, 0.0), (1.0, 0.0)]], ids=["nobody", "losses", "nothing"]
)
def test_without_profit_the_picture_says_so(rows: list[tuple[float, float]]) -> None:
    assert texts(parse(rows)) == ["Nobody has earned anything yet"]


@pytest.mark.parametrize(
    "rows",
    [[(1.0, 1.0)], [(0.01, 1.0), (1.0, -3.0)], [(0.01, 40.0), (1.0, 1.0)]],
    ids=["one customer", "more lost than earned", "a very high peak"],
)
def test_every_curve_stays_in_its_frame(rows: list[tuple[float, float]]) -> None:
    picture = parse(rows)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    for x, y in points(picture):
        assert 0 <= x <= width
        assert 0 <= y <= height
    assert len(texts(picture)) < 40


def test_the_picture_stands_alone() -> None:
    picture = whale_curve_svg(CURVE)
    assert picture.startswith("<svg")
    assert "href" not in picture
    assert "script" not in picture
