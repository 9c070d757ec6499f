"""The runs of a home, one JSON line each: what `kith status` tells, and what "nothing new" is measured against.

Data flow: end of a run -> home/dagster/runs.jsonl -> the next run, `kith status`.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from kith.home import Home

Outcome = Literal["green", "amber", "red", "failed", "nothing new"]
FILE_NAME: Final = "runs.jsonl"


@dataclass(frozen=True)
class RunRecord:
    """One finished run. Times are ISO 8601, UTC; `messages` are sentences without personal values.

    `fingerprint` is of the inputs as the run left them, empty unless the run ended green or amber; `row_counts` are
    of raw tables, by schema/table.
    """

    run_id: str
    started_at: str
    finished_at: str
    outcome: Outcome
    as_of: str
    publication: str | None = None
    messages: list[str] = field(default_factory=list)
    fingerprint: str = ""
    row_counts: dict[str, int] = field(default_factory=dict)


def append_run(home: Home, record: RunRecord) -> None:
    """Add one run to the log."""
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")


def runs(home: Home) -> Iterator[RunRecord]:
    """The runs from the latest to the first; a line that a crash cut off is left out."""
    path = _path(home)
    if not path.exists():
        return
    known = RunRecord.__dataclass_fields__.keys()
    for line in reversed(path.read_text(encoding="utf-8").splitlines()):
        try:
            facts: dict[str, Any] = json.loads(line)
            yield RunRecord(**{name: value for name, value in facts.items() if name in known})
        except (json.JSONDecodeError, TypeError):
            continue


def last_run(home: Home) -> RunRecord | None:
    """The last run that did something, whatever its outcome."""
    return next((record for record in runs(home) if record.outcome != "nothing new"), None)


def last_row_counts(home: Home) -> dict[str, int]:
    """Raw row counts of the last run that published."""
    published = (record for record in runs(home) if record.row_counts)
    return next((record.row_counts for record in published), {})


def _path(home: Home) -> Path:
    return home.dagster / FILE_NAME
