"""The recognition rate as a picture: of each day's visits, what part belongs to whom we know, and how we know them.

A column a day, filled from below by the surest way of knowing; what stays empty is nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from kith.publishing.briefing.facts import NOBODY, RecognitionDay
from kith.publishing.pictures.drawing import WIDTH, frame, sentence, text

WAY_WORDS: Final = {
    "login": "logged in",
    "one_login_device": "on a device of one login",
    "newsletter_click": "by a newsletter's link",
    "exact_identifier": "by e-mail or phone",
    "decision": "joined by hand",
    "likely_match": "by likeness",
    "own_record": "in one system only",
    "pointed_to_record": "by number only",
    NOBODY: "nobody we know",
}
MEASURE_WORDS: Final = {
    "visits": "visits", "page_views": "page views", "orders": "orders", "revenue": "revenue"
}  # fmt: skip
_WIDTH, _HEIGHT = WIDTH, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 16.0, 12.0, 56.0
_COLOURS: Final = ("#2f7d62", "#6cae8f", "#b58a2a", "#5b7fa6", "#8a6aa8", "#c8902d", "#9aa5a0", "#c4bfb2")
_WIDEST = 26.0


def recognition_svg(measure: str, days: Iterable[RecognitionDay]) -> str:
    """A self-contained SVG of the shares by day, from the first day to the last; one without any stays empty."""
    by_day: dict[date, dict[str, float]] = defaultdict(dict)
    for line in days:
        by_day[line.day][line.recognised_by] = line.quantity
    total = sum(sum(ways.values()) for ways in by_day.values())
    what = MEASURE_WORDS[measure]
    if not total:
        said = f"No {what} have been fed yet"
        return sentence(said, _HEIGHT)
    known = total - sum(ways.get(NOBODY, 0) for ways in by_day.values())
    said = f"{known / total:.0%} of the {what} are by people we know"
    used = [way for way in WAY_WORDS if way != NOBODY and any(day.get(way) for day in by_day.values())]
    return frame(said, _grid(min(by_day), max(by_day)) + _columns(by_day, used) + _legend(used), _HEIGHT)


def _columns(by_day: Mapping[date, Mapping[str, float]], used: list[str]) -> str:
    first, step = min(by_day), _step(min(by_day), max(by_day))
    parts = []
    for day, ways in sorted(by_day.items()):
        total, below = sum(ways.values()), 0.0
        x = _LEFT + (day - first).days * step
        for way in used:
            share = ways.get(way, 0) / total if total else 0.0
            if share:
                below += share
                parts.append(
                    f'<rect x="{x:.1f}" y="{_y(below):.1f}" width="{max(step - 1, 0.8):.1f}"'
                    f' height="{_y(0) - _y(share):.1f}" fill="{_colour(way)}"/>'
                )
    return "".join(parts)


def _grid(first: date, last: date) -> str:
    parts = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(_LEFT - 8, y + 4, f"{share:.0%}", "end"))
    parts.append(text(_LEFT, _y(0) + 18, f"{first.day} {first:%B %Y}", "start"))
    if last > first:
        end = min(_LEFT + ((last - first).days + 1) * _step(first, last), _WIDTH - _RIGHT)
        parts.append(text(max(end, 260), _y(0) + 18, f"{last.day} {last:%B %Y}", "end"))
    return "".join(parts)


def _legend(used: list[str]) -> str:
    parts, x = [], _LEFT
    for way in used:
        parts.append(
            f'<rect x="{x:.1f}" y="{_HEIGHT - 18:.1f}" width="10" height="10" rx="2" fill="{_colour(way)}"/>'
            + text(x + 15, _HEIGHT - 9, WAY_WORDS[way], "start")
        )
        x += 15 + 7 * len(WAY_WORDS[way]) + 14
    return "".join(parts)


def _colour(way: str) -> str:
    return _COLOURS[list(WAY_WORDS).index(way) % len(_COLOURS)]


def _step(first: date, last: date) -> float:
    return min((_WIDTH - _LEFT - _RIGHT) / ((last - first).days + 1), _WIDEST)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
