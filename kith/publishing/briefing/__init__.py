"""The briefing: one self-contained HTML page about what changed, for the people who look after customers.

Data flow: kith_pii.duckdb of a version and of the one before -> reading.py -> page.py and briefing.html.j2 ->
briefings/briefing.html (pseudonyms) and briefings/briefing_with_names.html (mode 0600).
"""

from __future__ import annotations

import os
from pathlib import Path

from kith.publishing.briefing.page import render
from kith.publishing.briefing.reading import read_facts
from kith.publishing.versions import Publication

FOLDER = "briefings"
PAGE = "briefing.html"
PAGE_WITH_NAMES = "briefing_with_names.html"


def write_briefing(publication: Publication, previous: Publication | None) -> tuple[Path, Path]:
    """Write both variants into the folder of a version that is being made, and return their paths.

    The databases must be there; `previous` is what readers see until then, or None for the first.
    """
    facts = read_facts(publication, previous)
    folder = publication.folder / FOLDER
    folder.mkdir(exist_ok=True)
    _write(folder / PAGE, render(facts, with_names=False), 0o644)
    _write(folder / PAGE_WITH_NAMES, render(facts, with_names=True), 0o600)
    return folder / PAGE, folder / PAGE_WITH_NAMES


def _write(path: Path, text: str, mode: int) -> None:
    """Create the file with its mode: at no moment can others read a page with names."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
