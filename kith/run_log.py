"""The runs of a home, a JSON line each: what `kith status` tells, and what "nothing new" is measured against.

A run writes a line when it starts and another when it ends. A start without an end, whose process does not hold the
home's lock, is a run that was killed: it reads as failed, so that the next run does not take what it left for whole.

Data flow: start and end of a run -> home/dagster/runs.jsonl -> the next run, `kith status`.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from kith.home import Home

Outcome = Literal["green", "amber", "red", "failed", "nothing new", "started"]
FILE_NAME: Final = "runs.jsonl"


@dataclass(frozen=True)
class RunRecord:
    """One run. Times are ISO 8601, UTC, `finished_at` empty while it runs and where it ended without a word;
    `messages` are sentences without personal values.

    `fingerprint` is of the inputs as the run left them, empty unless the run ended green or amber; `row_counts` are
    of raw tables, by schema/table; `process_id` is of who runs it, in the line of the start; `part` is what was
    selected of the job, None for a whole run.
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
    process_id: int | None = None
    part: str | None = None


def append_run(home: Home, record: RunRecord) -> None:
    """Add one run to the log."""
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")


def runs(home: Home) -> Iterator[RunRecord]:
    """The runs from the latest to the first, without the one that is under way; a killed one is `failed`."""
    holder = home.holder()
    ended: set[str] = set()
    for record in _lines(home):
        if record.outcome != "started":
            ended.add(record.run_id)
            yield record
        elif record.run_id not in ended and record.process_id != holder:
            yield _killed(record)


def _killed(record: RunRecord) -> RunRecord:
    started_at = datetime.fromisoformat(record.started_at)
    message = (
        f"The run started at {started_at:%Y-%m-%d %H:%M} UTC ended without a word: its process was killed, or the "
        "machine stopped. The last publication stays; `kith run` does the work again."
    )
    return replace(record, outcome="failed", messages=[message])


def _lines(home: Home) -> Iterator[RunRecord]:
    """The lines from the last to the first; one that a crash cut off is left out."""
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


def last_whole_run(home: Home) -> RunRecord | None:
    """The last run of everything that did something: a part says nothing of what stopped a whole run."""
    done = (record for record in runs(home) if record.outcome != "nothing new" and record.part is None)
    return next(done, None)


def last_row_counts(home: Home) -> dict[str, int]:
    """Raw row counts of the last run that published."""
    published = (record for record in runs(home) if record.row_counts)
    return next((record.row_counts for record in published), {})


def _path(home: Home) -> Path:
    return home.dagster / FILE_NAME
