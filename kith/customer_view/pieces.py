"""Small pieces of a terminal page: harmless text, tables, and words for what is not there.

Everything from data is printed as plain text: neither markup nor control characters reach the terminal.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

LINES_SHOWN = 8

_WIDTHS = {"Linked by": 14}  # so that a record id has room

_NUMBERS = frozenset({"Per term", "Pieces", "Amount", "Pages", "Minutes", "Rows", "Customers"})
_DAYS = frozenset({"Since", "Paid to", "Ended", "Day", "Latest", "Last read", "Finished"})


def plain(value: object) -> str:
    """A value as one line of harmless text: control characters, which drive a terminal, become spaces."""
    if isinstance(value, datetime | date):
        return f"{value:%d %b %Y}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "".join(
        " " if unicodedata.category(character)[0] == "C" else character for character in str(value)
    )


def label_grid() -> Table:
    """Two columns: a quiet label and what it is."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    return grid


def column_table(*names: str) -> Table:
    """A table without lines; numbers stand to the right, and neither they nor days are broken.

    Where a terminal is too narrow it is the widest cell that folds; a record id that is cut could not be copied.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        table.add_column(
            name,
            justify="right" if name in _NUMBERS else "left",
            max_width=_WIDTHS.get(name),
            no_wrap=name in _NUMBERS | _DAYS,
            overflow="fold",
        )
    return table


def with_rest(shown: RenderableType, rest: int) -> RenderableType:
    """What is shown, and how many lines it leaves out."""
    return Group(shown, Text(f"and {rest:,} more", style="dim")) if rest > 0 else shown


def nothing(sentence: str) -> Text:
    """A sentence in place of an empty table."""
    return Text(sentence, style="dim italic")


def value_text(value: object) -> Text:
    """A value, or that it is not known."""
    return nothing("not known") if value in (None, "") else Text(plain(value))


def day_text(value: date | None) -> str:
    """A day, or nothing."""
    return plain(value) if value else ""
