"""How much of the warehouse is described and checked, as dbt's manifest knows it.

Data flow: the last manifest.json that was parsed from dbt_project/ -> `Coverage` -> `kith doctor`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kith.code_version import REPOSITORY

PARSED_FOLDER: Final = REPOSITORY / "dbt_project" / "target" / "parsed"
MARTS: Final = "marts"


@dataclass(frozen=True)
class Share:
    """How many of a kind have something: `found` of `total`; `lacking` names the others."""

    found: int
    total: int
    lacking: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether none lacks it."""
        return self.found == self.total

    def __str__(self) -> str:
        percent = 100 * self.found // self.total if self.total else 100
        return f"{self.found:,} of {self.total:,} ({percent} %)"


@dataclass(frozen=True)
class Coverage:
    """Shares that are described, of models and of the marts' columns; of marts that a check guards; of all models that
    a check guards or a unit test tries.
    """

    described_models: Share
    described_columns: Share
    checked_marts: Share
    tested_models: Share


def latest_manifest() -> Path | None:
    """The manifest of the project as it was last parsed; None before the first time."""
    found = PARSED_FOLDER.glob("*/manifest.json")
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def read_coverage(manifest: Path) -> Coverage:
    """The shares that a manifest tells. Columns are counted in marts, where the contract lists every one."""
    parsed = json.loads(manifest.read_text(encoding="utf-8"))
    nodes = parsed["nodes"].values()
    models = {node["unique_id"]: node for node in nodes if node["resource_type"] == "model"}
    guarded = {name for node in nodes if node["resource_type"] == "test" for name in _guarded(node)}
    tried = {name for test in parsed.get("unit_tests", {}).values() for name in test["depends_on"]["nodes"]}
    marts = {name: node for name, node in models.items() if node["schema"] == MARTS}
    columns = {
        f"{node['name']}.{column['name']}": column
        for node in marts.values()
        for column in node["columns"].values()
    }
    return Coverage(
        described_models=_share((node["name"], bool(node["description"])) for node in models.values()),
        described_columns=_share((name, bool(column["description"])) for name, column in columns.items()),
        checked_marts=_share((node["name"], name in guarded) for name, node in marts.items()),
        tested_models=_share((node["name"], name in guarded | tried) for name, node in models.items()),
    )


def _guarded(test: Mapping[str, Any]) -> list[str]:
    """The models that a test looks at: a generic test's own, all of a test over several."""
    attached = test.get("attached_node")
    return [attached] if attached else list(test["depends_on"]["nodes"])


def _share(things: Iterable[tuple[str, bool]]) -> Share:
    judged = list(things)
    lacking = sorted(name for name, has_it in judged if not has_it)
    return Share(len(judged) - len(lacking), len(judged), lacking)
