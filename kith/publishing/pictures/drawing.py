"""What every picture is made of: a frame with its sentence, texts, and colours that read on light and dark ground."""

from __future__ import annotations

from html import escape

WIDTH = 820.0
GAIN, LOSS, QUIET = "#2f7d62", "#c8502d", "#9aa5a0"
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:currentColor;opacity:.75}"
    ".said{font-weight:600;opacity:1}.grid{stroke:currentColor;opacity:.14}"
)


def frame(said: str, body: str, height: float, style: str = "") -> str:
    """The whole SVG; `said` is what a screen reader says of it. `style` adds rules to those of all pictures."""
    spoken = escape(said, quote=True)
    scoped = ".picture " + f"{_STYLE}{style}".replace("}", "}.picture ").removesuffix(".picture ")
    return (
        f'<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
        f' role="img" aria-label="{spoken}"><title>{spoken}</title><style>{scoped}</style>{body}</svg>'
    )


def sentence(said: str, height: float) -> str:
    """A picture of nothing but its sentence, where there is nothing to draw."""
    return frame(said, text(WIDTH / 2, height / 2, said, "middle"), height)


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    """Words at a place; anchor: start, middle or end of them stands there."""
    marked = f' class="{kind}"' if kind else ""
    return f'<text{marked} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def bar(x: float, y: float, width: float, height: float, colour: str, opacity: float = 1.0) -> str:
    """A filled rectangle."""
    faded = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" fill="{colour}"{faded}/>'


def level(x_from: float, x_to: float, y: float) -> str:
    """A thin line across."""
    return f'<line class="grid" x1="{x_from:.1f}" x2="{x_to:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
