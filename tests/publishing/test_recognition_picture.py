"""The recognition rate as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

from kith.publishing import recognition_svg
from kith.publishing.briefing.facts import RecognitionDay

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 6, 1)
DAYS = [
    RecognitionDay(FIRST, "login", 1.0),
    RecognitionDay(FIRST, "newsletter_click", 1.0),
    RecognitionDay(FIRST, "nobody", 2.0),
    RecognitionDay(FIRST + timedelta(days=2), "login", 4.0),
]


def parse(days: list[RecognitionDay], measure: str = "visits") -> ElementTree.Element:
    return ElementTree.fromstring(recognition_svg(measure, days))


def columns(picture: ElementTree.Element) -> list[tuple[float, float, float]]:
    """Left edge, top and height of every part of a column; the legend's squares have round corners."""
    return [
        (float(part.attrib["x"]), float(part.attrib["y"]), float(part.attrib["height"]))
        for part in picture.iter(f"{SVG}rect")
        if "rx" not in part.attrib
    ]


def texts(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def test_a_column_is_filled_as_far_as_the_day_was_recognised() -> None:
    logged_in, clicked, whole = columns(parse(DAYS))
    assert logged_in[0] == clicked[0] < whole[0]
    assert whole[2] == 4 * logged_in[2] == 4 * clicked[2]
    assert round(clicked[1] + clicked[2], 1) == logged_in[1]


def test_the_picture_says_the_share_and_the_ways_that_occur() -> None:
    picture = parse(DAYS)
    assert picture.attrib["aria-label"] == "75% of the visits are by people we know"
    said = texts(picture)
    assert "logged in" in said
    assert "by a newsletter's link" in said
    assert "by likeness" not in said
    assert {"1 June 2026", "3 June 2026"} <= set(said)


def test_without_anything_the_picture_says_so() -> None:
    assert texts(parse([])) == ["No visits have been fed yet"]
    assert texts(parse([], "orders")) == ["No orders have been fed yet"]


def test_many_days_stay_in_the_frame() -> None:
    many = [RecognitionDay(FIRST + timedelta(days=number), "login", 1.0) for number in range(90)]
    picture = parse(many)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    for left, top, tall in columns(picture):
        assert 0 <= left <= width
        assert 0 <= top <= top + tall <= height


def test_the_picture_stands_alone() -> None:
    picture = recognition_svg("visits", DAYS)
    assert picture.startswith("<svg")
    assert "href" not in picture
    assert "script" not in picture
