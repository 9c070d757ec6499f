"""A waterfall: how one number became another, step by step; gains rise, losses fall, the ends stand on the ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from kith.publishing.pictures.drawing import GAIN, LOSS, QUIET, WIDTH, bar, frame, level, sentence, text

_HEIGHT, _TOP, _BOTTOM, _SIDE = 300.0, 34.0, 40.0, 16.0


def waterfall_svg(
    said: str, opening: float, steps: Sequence[tuple[str, float]], worded: Callable[[float], str]
) -> str:
    """From `opening` over the steps (label, change) to what they make of it.

    The ends of the row are labelled Opening and Closing; `worded` writes a number. Where nothing opens and nothing
    moves, the picture is the sentence `said`.
    """
    moved = [(label, change) for label, change in steps if change]
    if not opening and not moved:
        return sentence(said, _HEIGHT)
    heights = list(accumulate((change for _, change in moved), initial=opening))
    top, ground = max(0.0, *heights), min(0.0, *heights)
    # a few steps on a high ground would not be seen: then the picture begins a little below the lowest
    lowest = min(heights)
    if ground == 0.0 and lowest > 0 and (top - lowest) < top / 4:
        ground = lowest - (top - lowest) / 2
    scale = (_HEIGHT - _TOP - _BOTTOM) / ((top - ground) or 1.0)

    def y(number: float) -> float:
        return _HEIGHT - _BOTTOM - (number - ground) * scale

    width = (WIDTH - 2 * _SIDE) / (len(moved) + 2)
    columns = [("Opening", max(ground, 0.0), opening, QUIET, worded(opening))]
    for (label, change), before in zip(moved, heights, strict=False):
        columns.append(
            (label, before, before + change, GAIN if change > 0 else LOSS, _signed(change, worded))
        )
    columns.append(("Closing", max(ground, 0.0), heights[-1], QUIET, worded(heights[-1])))
    parts = [level(_SIDE, WIDTH - _SIDE, y(max(ground, 0.0)))]
    for place, (label, start, end, colour, number) in enumerate(columns):
        x, highest = _SIDE + place * width, min(y(start), y(end))
        parts.append(bar(x + width * 0.12, highest, width * 0.76, max(abs(y(start) - y(end)), 1.0), colour))
        parts.append(text(x + width / 2, highest - 7, number, "middle", "said"))
        parts.append(text(x + width / 2, _HEIGHT - _BOTTOM + 20 + 13 * (place % 2), label, "middle"))
    if ground > 0:
        parts.append(text(_SIDE, _TOP / 2, f"Bars begin at {worded(ground)}, not at 0", "start"))
    return frame(said, "".join(parts), _HEIGHT)


def _signed(change: float, worded: Callable[[float], str]) -> str:
    return f"+{worded(change)}" if change > 0 else worded(change)
