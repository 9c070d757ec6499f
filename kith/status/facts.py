"""The facts of a home's status, as data: what the page prints and the JSON form holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from kith.customer_view.rows import Row


@dataclass(frozen=True)
class PublicationStatus:
    """What readers see. `damaged` names files that differ from the manifest; `problem` says what is wrong, if so.

    `later_versions` were rolled back from; they stay until the next publication.
    """

    version: str
    run_id: str | None = None
    as_of: str | None = None
    published_at: str | None = None
    code_version: str | None = None
    marts: int = 0
    rows: int = 0
    versions: list[str] = field(default_factory=list)
    later_versions: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True)
class StatusFacts:
    """The status of a home. Lists hold one dictionary a line and never a personal value.

    `running` is the process id of a run that writes now. Freshness, quarantine, warnings and checks are those of the
    publication, found by the run `checks_of`. A run's `part` is what was selected, None for a whole one;
    `shipped_weights` says why likely links do not rest on a model of the home's own records, None where they do.
    `failed_run` is the last whole run if it published nothing: its `messages` say why. `default_costs` names the cost
    tables without a file in costs/, which count at Kith's own rates; `stray_costs` the files there that are no table.
    """

    home: str
    running: int | None
    runs: list[Row]
    failed_run: Row | None
    publication: PublicationStatus | None
    freshness: list[Row]
    checks_of: str | None
    quarantine: list[Row]
    warnings: list[Row]
    checks: dict[str, int]
    failed_checks: list[Row]
    shipped_weights: str | None
    default_costs: list[str]
    stray_costs: list[str]
