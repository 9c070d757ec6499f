"""What the customer days showed, so that the next one can be compared with them.

Data flow: briefings/customer_days.json of the version before -> the briefing of a customer day -> the same file in the
new version. It holds sums, no line about anybody, and travels from version to version, since only three are kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kith.publishing.briefing.facts import Snapshot, Totals

FILE = "customer_days.json"
_MONEY = ("contribution", "deferred", "value_at_risk")


def read_days(folder: Path) -> list[Snapshot]:
    """The customer days that a briefings folder remembers, the earliest first; none where the file cannot be read."""
    try:
        lines = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return sorted((_snapshot(line) for line in lines), key=lambda day: day.as_of)
    except (OSError, ValueError, ArithmeticError, KeyError, TypeError):
        return []


def write_days(folder: Path, days: Sequence[Snapshot]) -> None:
    """Write the customer days into a briefings folder."""
    text = json.dumps([asdict(day) for day in days], indent=2, default=str)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _snapshot(line: dict[str, Any]) -> Snapshot:
    totals = line["totals"] | {name: Decimal(line["totals"][name]) for name in _MONEY}
    return Snapshot(date.fromisoformat(line["as_of"]), Totals(**totals), dict(line["tiers"]))
