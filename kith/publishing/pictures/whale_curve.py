"""The whale curve: how much of all profit the best customers earn, and how much the worst lose again.

Customers stand from the most to the least profitable; the curve is rpt_whale_curve as it is: the share of all positive
contribution that they bring together. It reaches 100 % at the last who earns something and falls over those who lose
money.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kith.publishing.pictures.drawing import WIDTH, frame, sentence, text

_WIDTH, _HEIGHT = WIDTH, 330.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 16.0, 26.0, 46.0
_LEVEL = 1.0  # all positive contribution
_HALF = 0.5
_LEAST_LOST = 0.005
_NOBODY = "Nobody has earned anything yet"
_STEPS = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0)
_MOST_LINES = 6
_STYLE = (
    ".whole{stroke:currentColor;opacity:.55;stroke-dasharray:4 4}.area{fill:#2f7d62;opacity:.13}"
    ".line{fill:none;stroke:#2f7d62;stroke-width:2.5;stroke-linejoin:round}"
    ".peak{fill:#c8502d}.fall{stroke:#c8502d;stroke-width:1.5}"
)


@dataclass(frozen=True)
class _Point:
    customers: float
    contribution: float

    @property
    def x(self) -> float:
        return _LEFT + self.customers * (_WIDTH - _LEFT - _RIGHT)

    def y(self, highest: float, lowest: float) -> float:
        share = (self.contribution - lowest) / (highest - lowest)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def whale_curve_svg(rows: Iterable[tuple[float | Decimal, float | Decimal]]) -> str:
    """A self-contained SVG of the whale curve.

    `rows` are (share of customers, cumulative share of all positive contribution) in any order, drawn as they are.
    The point (0, 0) may be left out. Colours follow the page's text, so it reads on light and dark ground. Without
    customers who earn, the picture says so.
    """
    points = sorted(
        (_Point(float(share), float(total)) for share, total in rows), key=lambda point: point.customers
    )
    half = next((point for point in points if point.contribution >= _HALF), None)
    if half is None:
        return sentence(_NOBODY, _HEIGHT)
    if points[0].customers > 0:
        points.insert(0, _Point(0.0, 0.0))
    peak = max(points, key=lambda point: (point.contribution, -point.customers))
    highest, lowest = max(1.1 * peak.contribution, 1.1 * _LEVEL), min(0.0, *(p.contribution for p in points))
    said = f"The best {half.customers:.0%} of these customers earn {half.contribution:.0%} of the profit"
    body = (
        _grid(highest, lowest)
        + _curve(points, highest, lowest)
        + _half(half, highest, lowest, said)
        + _fall(peak, points[-1], highest, lowest)
    )
    return frame(said, body, _HEIGHT, _STYLE)


def _grid(highest: float, lowest: float) -> str:
    """Level lines with their labels: every quarter of the whole, and wider apart where the curve is high."""
    step = next((step for step in _STEPS if highest / step <= _MOST_LINES), highest)
    parts, level = [], 0.0
    while level <= highest:
        y = _Point(0, level).y(highest, lowest)
        kind = "whole" if level == _LEVEL else "grid"
        parts.append(f'<line class="{kind}" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(_LEFT - 8, y + 4, f"{level:.0%}", "end"))
        level += step
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        anchor = "end" if share == 1.0 else "middle"
        parts.append(text(_Point(share, 0).x, _HEIGHT - _BOTTOM + 18, f"{share:.0%}", anchor))
    caption = "customers, the most profitable first"
    parts.append(text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, caption, "middle"))
    return "".join(parts)


def _curve(points: list[_Point], highest: float, lowest: float) -> str:
    line = " ".join(f"{point.x:.1f},{point.y(highest, lowest):.1f}" for point in points)
    floor = _Point(0, 0).y(highest, lowest)
    area = f"{points[0].x:.1f},{floor:.1f} {line} {points[-1].x:.1f},{floor:.1f}"
    return f'<polygon class="area" points="{area}"/><polyline class="line" points="{line}"/>'


def _half(half: _Point, highest: float, lowest: float, said: str) -> str:
    """The dot where half of the profit is earned, and its sentence under the curve."""
    y = half.y(highest, lowest)
    anchor, shift = ("start", 12) if half.customers < _HALF else ("end", -12)
    return f'<circle class="peak" cx="{half.x:.1f}" cy="{y:.1f}" r="4.5"/>' + text(
        half.x + shift, y + 16, said, anchor, "said"
    )


def _fall(peak: _Point, last: _Point, highest: float, lowest: float) -> str:
    """The height of what those who cost more than they pay lose again, at the end of the row."""
    lost = peak.contribution - last.contribution
    if lost <= _LEAST_LOST:
        return ""
    top, end = peak.y(highest, lowest), last.y(highest, lowest)
    said = f"the last {last.customers - peak.customers:.0%} lose {lost:.0%} of it again"
    return (
        f'<line class="fall" x1="{last.x - 1:.1f}" x2="{last.x - 1:.1f}" y1="{top:.1f}" y2="{end:.1f}"/>'
        + text(last.x - 8, max(end, top) + 16, said, "end", "said")
    )
