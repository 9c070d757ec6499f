"""Bars side by side: of each line two or three numbers to be held against one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kith.publishing.pictures.drawing import GAIN, LOSS, QUIET, WIDTH, bar, frame, level, sentence, text

_LEFT, _RIGHT, _TOP, _LEGEND = 128.0, 92.0, 10.0, 34.0
_BAR, _GAP = 13.0, 12.0
_COLOURS = (GAIN, "#b58a2a", QUIET)


def bars_svg(said: str, series: Sequence[str], lines: Mapping[str, Sequence[tuple[float, str]]]) -> str:
    """lines: label -> one (number, words) per series, in their order; below zero a bar goes to the left.

    Without a number in any line the picture is the sentence `said`.
    """
    numbers = [number for values in lines.values() for number, _ in values]
    highest, lowest = max([0.0, *numbers]), min([0.0, *numbers])
    if highest == lowest:
        return sentence(said, 90.0)
    room = WIDTH - _LEFT - _RIGHT
    zero = _LEFT - lowest / (highest - lowest) * room
    group = len(series) * _BAR + _GAP
    parts, y = [], _TOP
    for label, values in lines.items():
        parts.append(text(_LEFT - 10, y + group / 2 - 2, label, "end"))
        for place, (number, words) in enumerate(values):
            length = number / (highest - lowest) * room
            colour = LOSS if number < 0 else _COLOURS[place % len(_COLOURS)]
            parts.append(bar(min(zero, zero + length), y, max(abs(length), 1.0), _BAR - 2, colour))
            parts.append(text(max(zero, zero + length) + 6, y + _BAR - 4, words))
            y += _BAR
        y += _GAP
        parts.append(level(_LEFT, WIDTH - _RIGHT, y - _GAP / 2))
    x = _LEFT
    for place, name in enumerate(series):
        parts.append(bar(x, y + 8, 10, 10, _COLOURS[place % len(_COLOURS)]) + text(x + 15, y + 17, name))
        x += 15 + 7 * len(name) + 16
    return frame(said, "".join(parts), y + _LEGEND)
