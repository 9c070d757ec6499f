"""The whale curve as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import pytest

from kith.publishing import whale_curve_svg

SVG = "{http://www.w3.org/2000/svg}"
CURVE = [(0.0, 0.0), (0.2, 0.9), (0.5, 1.3), (1.0, 1.0)]


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


def test_the_picture_says_where_profit_is_highest_and_what_is_lost() -> None:
    said = texts(parse(CURVE))
    assert "The best 50% of customers earn 130% of the profit" in said
    assert "lost again: 30%" in said


def test_order_start_and_kind_of_numbers_do_not_matter() -> None:
    shuffled = [
        (Decimal("1.0"), Decimal("1.0")),
        (Decimal("0.5"), Decimal("1.3")),
        (Decimal("0.2"), Decimal("0.9")),
    ]
    assert whale_curve_svg(shuffled) == whale_curve_svg(CURVE)  # type: ignore[arg-type]  # marts give decimals


def test_money_is_drawn_as_shares_of_the_whole() -> None:
    assert whale_curve_svg([(share, 250 * total) for share, total in CURVE]) == whale_curve_svg(CURVE)


def test_without_losses_nothing_is_lost() -> None:
    assert not [text for text in texts(parse([(0.5, 0.8), (1.0, 1.0)])) if "lost" in text]


def test_without_customers_the_picture_says_so() -> None:
    assert texts(parse([])) == ["No paying customers yet"]


@pytest.mark.parametrize(
    "rows",
    [[(1.0, 1.0)], [(0.5, -0.2), (1.0, -1.0)], [(0.01, 40.0), (1.0, 1.0)], [(0.5, 0.0), (1.0, 0.0)]],
    ids=["one customer", "only losses", "a very high peak", "nothing earned"],
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
