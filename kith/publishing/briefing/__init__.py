"""The briefing: one self-contained HTML page about what changed, for the people who look after customers.

Data flow: kith_pii.duckdb of a version, and what an earlier briefing showed -> reading.py -> page.py and
briefing.html.j2 -> briefings/briefing.html (pseudonyms) and briefings/briefing_with_names.html (mode 0600). A run's
briefing compares with the version before, a customer day's with the last customer day (customer_days.py).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from kith.publishing.briefing.customer_days import write_days
from kith.publishing.briefing.facts import CUSTOMER_DAY, Snapshot
from kith.publishing.briefing.page import render
from kith.publishing.briefing.reading import read_facts, read_snapshot
from kith.publishing.versions import Publication

FOLDER = "briefings"
PAGE = "briefing.html"
PAGE_WITH_NAMES = "briefing_with_names.html"


def write_briefing(
    publication: Publication,
    previous: Publication | None,
    *,
    occasion: str | None = None,
    days: Sequence[Snapshot] = (),
) -> tuple[Path, Path]:
    """Write both variants into the folder of a version that is being made, and return their paths.

    The databases must be there; `previous` is what readers see until then, or None for the first. `days` are the
    customer days so far, the earliest first; the folder gets them too, with today's if this is one.
    """
    folder = publication.folder / FOLDER
    folder.mkdir(exist_ok=True)
    if occasion == CUSTOMER_DAY:
        earlier = [day for day in days if day.as_of < publication.as_of]
        before = earlier[-1] if earlier else None
        today = read_snapshot(publication)
        days = [*earlier, *([today] if today else [])]
    else:
        before = read_snapshot(previous) if previous else None
    facts = read_facts(publication, before, occasion)
    if days:
        write_days(folder, days)
    _write(folder / PAGE, render(facts, with_names=False), 0o644)
    _write(folder / PAGE_WITH_NAMES, render(facts, with_names=True), 0o600)
    return folder / PAGE, folder / PAGE_WITH_NAMES


def _write(path: Path, text: str, mode: int) -> None:
    """Create the file with its mode: at no moment can others read a page with names."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
