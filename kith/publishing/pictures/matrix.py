"""A matrix: rows by columns, each cell as dark as its number is high; for who moved where, and who stayed how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kith.publishing.pictures.drawing import GAIN, WIDTH, bar, frame, sentence, text

_LEFT, _TOP, _ROW, _SIDE = 128.0, 30.0, 24.0, 16.0
_DARK = 0.55


def matrix_svg(
    said: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], tuple[float, str]],
    corner: str,
) -> str:
    """cells: (row, column) -> (share from 0 to 1, words). Without cells the picture is the sentence `said`.

    corner: what rows and columns are, in a word or two.
    """
    height = _TOP + _ROW * len(rows) + 12
    if not cells:
        return sentence(said, 90.0)
    width = (WIDTH - _LEFT - _SIDE) / len(columns)
    parts = [text(_LEFT - 10, _TOP - 10, corner, "end", "said")]
    parts += [
        text(_LEFT + (place + 0.5) * width, _TOP - 10, name, "middle") for place, name in enumerate(columns)
    ]
    for line, row in enumerate(rows):
        y = _TOP + line * _ROW
        parts.append(text(_LEFT - 10, y + _ROW / 2 + 4, row, "end"))
        for place, column in enumerate(columns):
            if (row, column) not in cells:
                continue
            share, words = cells[row, column]
            x = _LEFT + place * width
            opacity = 0.06 + 0.86 * min(max(share, 0.0), 1.0)
            parts.append(bar(x + 1, y + 1, width - 2, _ROW - 2, GAIN, opacity))
            shown = text(x + width / 2, y + _ROW / 2 + 4, words, "middle")
            parts.append(
                shown.replace("<text", '<text style="fill:#fff;opacity:1"') if opacity > _DARK else shown
            )
    return frame(said, "".join(parts), height)
