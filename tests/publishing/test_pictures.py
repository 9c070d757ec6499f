"""Pictures of reports: what is drawn is what the numbers say, and where there are none, a sentence says so."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kith.publishing.pictures.bars import bars_svg
from kith.publishing.pictures.matrix import matrix_svg
from kith.publishing.pictures.waterfall import waterfall_svg

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """The words of a picture, in their order."""
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def heights(svg: str) -> list[float]:
    """Heights of its bars, in their order."""
    return [float(element.attrib["height"]) for element in ElementTree.fromstring(svg).iter(f"{SVG}rect")]


def test_a_waterfall_ends_where_its_steps_lead() -> None:
    svg = waterfall_svg(
        "Moved", 100, [("New", 30), ("Nothing", 0), ("Lost", -50)], lambda number: f"{number:.0f}"
    )
    assert texts(svg) == ["100", "Opening", "+30", "New", "-50", "Lost", "80", "Closing"]
    opening, new, lost, closing = heights(svg)
    assert lost / new == pytest.approx(50 / 30, rel=0.01)
    assert opening > closing


def test_small_steps_on_a_high_ground_are_seen() -> None:
    svg = waterfall_svg("Moved", 10_000, [("New", 30), ("Lost", -20)], lambda number: f"{number:.0f}")
    assert max(heights(svg)) < 20 * min(heights(svg))
    # and nobody takes the heights for the whole
    assert [said for said in texts(svg) if "not at 0" in said] == ["Bars begin at 9985, not at 0"]


def test_a_waterfall_below_zero_stays_inside_its_frame() -> None:
    svg = waterfall_svg("Moved", -40, [("Volume", -20), ("Price", 90)], lambda number: f"{number:.0f}")
    frame = float(re.findall(r'viewBox="0 0 \d+ (\d+)"', svg)[0])
    for element in ElementTree.fromstring(svg).iter(f"{SVG}rect"):
        assert 0 <= float(element.attrib["y"]) <= frame - float(element.attrib["height"])


def test_a_matrix_is_darker_where_more_are() -> None:
    svg = matrix_svg(
        "Moves",
        ["ideal"],
        ["ideal", "core"],
        {("ideal", "ideal"): (0.9, "9"), ("ideal", "core"): (0.1, "1")},
        "from, to",
    )
    assert texts(svg) == ["from, to", "ideal", "core", "ideal", "9", "1"]
    often, seldom = [float(number) for number in re.findall(r'opacity="(0\.\d+)"', svg)]
    assert often > seldom


def test_a_bar_below_zero_goes_to_the_left() -> None:
    svg = bars_svg("Worth", ("share",), {"ideal": [(0.8, "80%")], "problem": [(-0.2, "-20%")]})
    ideal, problem = [element.attrib for element in ElementTree.fromstring(svg).iter(f"{SVG}rect")][:2]
    assert float(problem["x"]) + float(problem["width"]) <= float(ideal["x"]) + 0.1


def test_without_numbers_a_picture_is_its_sentence() -> None:
    for svg in (
        waterfall_svg("None", 0, [], str),
        matrix_svg("None", [], [], {}, "from, to"),
        bars_svg("None", ("share",), {}),
    ):
        assert texts(svg) == ["None"]


def test_what_data_says_stays_text() -> None:
    assert "<b>" not in matrix_svg("Moves", ["<b>"], ["x"], {("<b>", "x"): (0.5, "1")}, "from, to")
