"""An explanation as one page that needs nothing else, each likely link drawn as a waterfall.

Data flow: an `Explanation` in, HTML out. It loads nothing from anywhere.
"""

import re
from pathlib import Path
from typing import Any

from kith.identity.explanation import Explanation
from kith.identity.waterfall import Waterfall

ROW, LABELS, WIDTH, NUMBERS = 22, 360, 800, 60
"""Height of a bar's row, width of the labels, of the whole drawing, and room for a number after a bar."""


def explanation_page(explanation: Explanation) -> str:
    """HTML of one explanation."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("explanation.html.j2")
    return template.render(explanation=explanation, drawing=_drawing, marked=_marked)


def _marked(sentence: str) -> Any:
    """The sentence as HTML, with what stands in backticks as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))


def _drawing(waterfall: Waterfall) -> Any:
    """The waterfall as SVG: each bar begins where the one before ended."""
    from markupsafe import Markup, escape

    bars = _bars(waterfall)
    lowest = min(0.0, *(min(begin, end) for _, begin, end, _ in bars))
    highest = max(0.0, *(max(begin, end) for _, begin, end, _ in bars))
    scale = (WIDTH - LABELS - NUMBERS) / max(highest - lowest, 1.0)
    rows = []
    for number, (words, begin, end, kind) in enumerate(bars):
        left = LABELS + (min(begin, end) - lowest) * scale
        width = max(abs(end - begin) * scale, 1)
        top = number * ROW
        rows.append(
            f'<text x="{LABELS - 8}" y="{top + 15}" text-anchor="end">{escape(words)}</text>'
            f'<rect class="{kind}" x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="{ROW - 8}"/>'
            f'<text x="{left + width + 5:.1f}" y="{top + 15}">{end - begin:+.2f}</text>'
        )
    size = f"0 0 {WIDTH} {len(bars) * ROW + 4}"
    title = f"<title>{waterfall.probability:.2%} one person, in bits</title>"
    return Markup(f'<svg role="img" viewBox="{size}">{title}{"".join(rows)}</svg>')


def _bars(waterfall: Waterfall) -> list[tuple[str, float, float, str]]:
    """Words, begin, end and kind of every bar."""
    bars, reached = [], 0.0
    for number, step in enumerate(waterfall.bars()):
        kind = "sum" if not number else "for" if step.bits >= 0 else "against"
        bars.append((step.words, reached, reached + step.bits, kind))
        reached += step.bits
    return [*bars, (f"together {waterfall.probability:.2%}", 0.0, reached, "sum")]
