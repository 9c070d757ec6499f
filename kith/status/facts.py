"""The facts of a home's status, as data: what the page prints and the JSON form holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from kith.customer_view.rows import Row


@dataclass(frozen=True)
class PublicationStatus:
    """What readers see. `damaged` names files that differ from the manifest; `problem` says what is wrong, if so."""

    version: str
    run_id: str | None = None
    as_of: str | None = None
    published_at: str | None = None
    code_version: str | None = None
    marts: int = 0
    rows: int = 0
    versions: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True)
class StatusFacts:
    """The status of a home. Lists hold one dictionary a line and never a personal value.

    `running` is the process id of a run that writes now. Freshness, quarantine, warnings and checks are those of the
    publication: a run that failed is in `runs` alone.
    """

    home: str
    running: int | None
    runs: list[Row]
    publication: PublicationStatus | None
    freshness: list[Row]
    quarantine: list[Row]
    warnings: list[Row]
    checks: dict[str, int]
    failed_checks: list[Row]
